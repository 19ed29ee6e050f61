"""What a check reports."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
	"""Something that is not as it should be, in the reader's language.

	``serious`` means that people cannot do their work, or that papers come out wrong.
	"""

	problem: str
	remedy: str
	serious: bool = True


def bench_command(arguments: str) -> str:
	"""Return a command for this very site, to be copied from a remedy."""
	import frappe

	return f"bench --site {frappe.local.site} {arguments}"
