"""What people of the app, and guests, may call. Everything that is not here is closed (``access/gate.py``)."""

from kepu_app.access.allowed.desk import METHODS as DESK_METHODS
from kepu_app.access.allowed.doctypes import DOCTYPES, DOCUMENT_METHODS
from kepu_app.access.allowed.guests import METHODS as GUEST_METHODS
from kepu_app.access.allowed.method import Method
from kepu_app.access.allowed.own import METHODS as OWN_METHODS
from kepu_app.access.allowed.pages import GUEST_PAGES, PAGES

METHODS: dict[str, Method] = {**GUEST_METHODS, **DESK_METHODS, **OWN_METHODS}
"""By dotted name; for people of the app."""

__all__ = [
	"DOCTYPES",
	"DOCUMENT_METHODS",
	"GUEST_METHODS",
	"GUEST_PAGES",
	"METHODS",
	"OWN_METHODS",
	"PAGES",
	"Method",
]
