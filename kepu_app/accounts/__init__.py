"""Accounts of a division's users (county or province): created, disabled, handed over, with a printed login slip."""
