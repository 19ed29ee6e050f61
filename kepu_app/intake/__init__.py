"""Word import: counties' real files, into a form with one click or into a province's documents in one step."""
