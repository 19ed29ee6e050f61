"""Creation of users. See ``overrides/registry.py``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import frappe


@contextmanager
def without_throttle() -> Iterator[None]:
	"""Lift Frappe's limit of 60 new users an hour, which imports are exempt from."""
	before = frappe.flags.in_import
	frappe.flags.in_import = True
	try:
		yield
	finally:
		frappe.flags.in_import = before
