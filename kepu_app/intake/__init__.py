"""Word in: what counties really send, into the form by one click or into a province's documents as one step."""
