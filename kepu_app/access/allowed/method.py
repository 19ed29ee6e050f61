"""Entries of the allow-list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

NAMING = {
	"doctype": ("name", "docname", "doc_name", "docnames", "names", "dn"),
	"dt": ("dn", "name", "docname"),
	"reference_doctype": ("reference_name", "reference_docname"),
	"ref_doctype": ("ref_docname", "ref_name"),
	"reminder_doctype": ("reminder_docname",),
}
"""Arguments that name a DocType, and those that name one or more of its documents."""

MOST_NAMED = 500
"""Entries of all lists in a call's arguments together: Frappe's own limit for bulk changes of a list."""

MOST_OF_A_LIST = 10_000
"""For methods that process a whole list in a few queries, or as a job. Twice the methods' own limit, so that
their own message reports it."""

CARRYING = ("doc", "docs", "document")
"""Arguments that hold one or more documents."""


@dataclass(frozen=True)
class Method:
	"""An allowed method.

	All that the arguments name is checked before the method runs. Its DocTypes must be allowed for what the method
	``does``; its documents must exist within the user's reach.

	Args:
		verbs: HTTP verbs.
		does: action on the named DocTypes: read, write, create, delete or meta.
		naming: arguments that name a DocType, with those that name its documents.
		carrying: arguments that are documents.
		fixed: arguments that name documents of one DocType, by that DocType.
		only: the allowed values of an argument, None for a missing one.
		own: arguments that name a user, who must be the session's.
		report: the argument that names a report.
		file: the argument that holds a file's URL.
		parameters: the only arguments accepted, where that matters.
		most: limit on the entries of all lists in the arguments, see ``bounds.py``.
		few: limits on the entries of slow arguments.
		separated: lists passed as strings, with their separators.
	"""

	verbs: tuple[str, ...]
	does: str = "read"
	naming: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NAMING)
	carrying: tuple[str, ...] = CARRYING
	fixed: Mapping[str, str] = field(default_factory=dict)
	only: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
	own: tuple[str, ...] = ()
	report: str | None = None
	file: str | None = None
	parameters: tuple[str, ...] | None = None
	most: int = MOST_NAMED
	few: Mapping[str, int] = field(default_factory=dict)
	separated: Mapping[str, str] = field(default_factory=dict)


read = partial(Method, ("GET", "POST"))
change = partial(Method, ("POST", "PUT"), "write")
create = partial(Method, ("POST", "PUT"), "create")
delete = partial(Method, ("POST", "DELETE"), "delete")
act = partial(Method, ("POST",))
"""By POST only, on documents that the user may read; the method itself authorises more."""

LISTING = (
	*("doctype", "fields", "filters", "or_filters", "group_by", "order_by", "limit_start", "limit", "start"),
	*(
		"limit_page_length",
		"page_length",
		"parent",
		"parent_doctype",
		"as_dict",
		"name",
		"fieldname",
	),
	*("data", "cmd", "sid", "_lang", "freeze", "async", "silent"),
)
"""Parameters of lists and documents by REST: those that later versions add may bypass permissions."""
