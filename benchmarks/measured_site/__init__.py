"""The site that several benchmarks measure, with 533 counties and full years."""
