"""Yearly reporting of the national science-popularisation demonstration counties (全国科普示范县)."""

__version__ = "0.2.1"
