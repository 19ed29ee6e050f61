"""How a method stands on the list."""

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
"""Arguments that name a DocType, and those that name a document, or a list of documents, of it."""

MOST_NAMED = 500
"""Entries of all lists in the arguments of a call together: as many as Frappe changes at once from a list."""

MOST_OF_A_LIST = 10_000
"""For methods that answer for all rows of a list by a few queries, or in the background. It is twice the
methods' own limit, so that their own sentence reports it."""

CARRYING = ("doc", "docs", "document")
"""Arguments that are a document or a list of documents."""


@dataclass(frozen=True)
class Method:
	"""A method that may be called.

	Whatever the arguments name is checked before the method runs. The DocTypes have to be on the list for
	what the method ``does``; the documents have to exist within the user's reach.

	Args:
		verbs: by which it may be called.
		does: what becomes of the DocTypes that the arguments name: read, write, create, delete or meta.
		naming: arguments that name a DocType, with those that name its documents.
		carrying: arguments that are documents.
		fixed: arguments that name documents of one DocType, by that DocType.
		only: the values that an argument may have, None for "not given"; any other value is refused.
		own: arguments that name a user, who can be no other than who asks.
		report: the argument that names a report.
		file: the argument that is the address of a file.
		parameters: the only arguments that are taken, where that matters.
		most: entries that the lists in the arguments may have together, see ``bounds.py``.
		few: the entries that an argument may have, where each of them takes long.
		separated: arguments that are lists although they are texts, with the signs between their entries.
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
"""By POST alone, on documents that the user may read; what more it takes the method itself asks."""

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
"""Parameters of lists and documents by REST: what later versions add to them may read past permissions."""
