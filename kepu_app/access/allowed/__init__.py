"""Allow-list of what guests and users of the app may call. Everything else is refused (``access/gate.py``)."""

from kepu_app.access.allowed.desk import METHODS as DESK_METHODS
from kepu_app.access.allowed.doctypes import DOCTYPES, DOCUMENT_METHODS
from kepu_app.access.allowed.guests import METHODS as GUEST_METHODS
from kepu_app.access.allowed.method import Method
from kepu_app.access.allowed.own import METHODS as OWN_METHODS
from kepu_app.access.allowed.pages import GUEST_PAGES, PAGES

METHODS: dict[str, Method] = {**GUEST_METHODS, **DESK_METHODS, **OWN_METHODS}
"""By dotted name; for users of the app."""

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
