"""Invented submissions of three provinces, to try the program with: see ``sample``."""
