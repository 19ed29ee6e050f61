"""The result of a hook ``has_permission`` without objection."""

from __future__ import annotations

import frappe

NO_OBJECTION: bool | None = True if int(frappe.__version__.split(".")[0]) >= 16 else None
"""In Frappe 15 the first hook that returns True or False decides; None leaves it to the others. Frappe 16 calls
all, and takes anything but True as a refusal."""
