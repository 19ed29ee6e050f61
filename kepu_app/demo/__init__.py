"""Invented submissions of six provinces, for trying out the app: see ``sample``."""
