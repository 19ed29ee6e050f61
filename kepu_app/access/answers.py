"""What a hook ``has_permission`` answers where it has nothing against it."""

from __future__ import annotations

import frappe

NO_OBJECTION: bool | None = True if int(frappe.__version__.split(".")[0]) >= 16 else None
"""In Frappe 15 the first hook that says yes or no is the last to be asked, and one that says neither leaves the answer to
the others; 16 asks each, and takes for a no whatever is not a yes."""
