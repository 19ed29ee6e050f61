"""What a hook ``has_permission`` answers where it has nothing against it."""

from __future__ import annotations

import frappe

NO_OBJECTION: bool | None = True if int(frappe.__version__.split(".")[0]) >= 16 else None
"""In Frappe 15 the first hook that says yes or no ends the search; one that says neither leaves the answer
to the others. Frappe 16 asks each, and takes anything but a yes for a no."""
