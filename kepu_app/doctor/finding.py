"""Findings of checks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
	"""Defect of the site, in the reader's language.

	``serious`` means that users cannot work, or that papers come out wrong.
	"""

	problem: str
	remedy: str
	serious: bool = True


def bench_command(arguments: str) -> str:
	"""Return a command for this site, to copy from a remedy."""
	import frappe

	return f"bench --site {frappe.local.site} {arguments}"
