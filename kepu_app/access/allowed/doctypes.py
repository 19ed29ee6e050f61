"""Frappe's own DocTypes that users of the app reach through the Desk's generic endpoints, and for what.

DocTypes of the app and of administrators are not listed: permission rows of the app's roles decide for them
(``access/gate.py``). Being listed gives no right: Frappe's permissions and the app's policies authorise each
record.
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
"""Document methods, as (DocType, method). No form of the app needs any."""

QUERIES = frozenset({"frappe.core.doctype.user.user.user_query"})
"""Queries of link fields."""
