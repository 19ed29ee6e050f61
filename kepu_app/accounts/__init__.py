"""Accounts of the people of a place: made, disabled, handed over, with a slip to print for the first sign-in."""
