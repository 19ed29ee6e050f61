"""Invented submissions of six provinces, to try the program with: see ``sample``."""
