"""Frappe's own DocTypes that people of the app use through the Desk's general calls, and what they may do there.

The app's DocTypes, and those that an administrator makes, are not listed. A permission row with one of the
app's roles says what its holders may do (``access/gate.py``). That a DocType is listed gives no right:
Frappe's permissions, and the policies of the app, decide about every record.
"""

READ, ALL = frozenset({"read"}), frozenset({"read", "write", "create", "delete"})

DOCTYPES: dict[str, frozenset[str]] = {
	"Calendar View": READ,
	"Comment": frozenset({"read", "delete"}),
	"Communication": READ,
	"Custom HTML Block": READ,
	"Dashboard": READ,
	"Dashboard Chart": READ,
	"Dashboard Chart Source": READ,
	"Dashboard Settings": READ,
	"Email Template": READ,
	"File": ALL,
	"Kanban Board": READ,
	"Language": READ,
	"Letter Head": READ,
	"List Filter": frozenset({"read", "create", "delete"}),
	"List View Settings": READ,
	"Notification Log": READ,
	"Notification Settings": frozenset({"read", "write"}),
	"Number Card": READ,
	"Print Format": READ,
	"Print Settings": READ,
	"Report": READ,
	"Tag": frozenset({"read", "create"}),
	"ToDo": ALL,
	"User": frozenset({"read", "write"}),
	"Workflow State": READ,
	"Workflow Action Master": READ,
}

DOCUMENT_METHODS: frozenset[tuple[str, str]] = frozenset()
"""Methods of documents, as (DocType, method). No form of the app needs any."""

QUERIES = frozenset({"frappe.core.doctype.user.user.user_query"})
"""Functions that find what a link field offers."""
