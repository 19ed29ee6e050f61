"""Lists of Frappe 16, built by its query builder instead of ``DatabaseQuery``. See ``registry.py``.

Frappe matches fields against a strict pattern there, and checks read permission on each. The final statement's
other fields are refused here: rows of Frappe's own tables or of a permission level that the user lacks, columns
behind aliases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import frappe
from frappe.database import query as frappes
from pypika.enums import Matching
from pypika.terms import BasicCriterion, Field, ValueWrapper

from kepu_app.access.roles import is_app_user
from kepu_app.overrides.expressions import LONGEST_SEARCHED, refuse, refuse_foreign_table, refuse_long_search
from kepu_app.overrides.levels import MOST_PARTS, Reference, refuse_fields
from kepu_app.overrides.people import refuse_fields_of_users

_SEARCHES = (Matching.like, Matching.not_like, Matching.ilike, Matching.not_ilike)
_PATTERNS = (Matching.regex, Matching.regexp, Matching.rlike)
_RAW = getattr(frappes, "CombinedRawCriterion", ())
"""Two criteria of which one is SQL; the query builder does not parse it."""


def add_permission_conditions(original: Callable[..., Any], engine: Any) -> None:
	"""Override ``frappe.database.query.Engine.add_permission_conditions``, the last step: the statement is complete.

	Raises:
		PermissionError: the statement has a field, table or search that the user may not use.
	"""
	if engine.apply_permissions:
		_check_aliases(engine)
		if is_app_user(engine.user):
			_check(engine)
	original(engine)


def _check_aliases(engine: Any) -> None:
	"""Check aliases, by which Frappe sorts unchecked, even by that of an omitted unreadable field."""
	terms = (*engine.query._groupbys, *(term for term, _order in engine.query._orderbys))
	for each in terms:
		if (
			isinstance(each, Field)
			and not each.table
			and frappe.get_meta(engine.doctype).has_field(each.name)
		):
			engine._check_field_permission(engine.doctype, each.name)


def _check(engine: Any) -> None:
	nodes = list(_nodes(engine.query))
	fields = [each for each in nodes if isinstance(each, Field) and each.name != "*"]
	if len(fields) > MOST_PARTS:
		refuse(f"{len(fields)}")
	for each in nodes:
		if isinstance(each, BasicCriterion):
			_check_search(each)
	tables = [each.item for each in engine.query._joins] + engine.query._from
	references = {*_of_fields(fields, tables), *_of_child_queries(engine)}
	for doctype in sorted({_doctype(each) for each in tables} | {doctype for doctype, _name in references}):
		refuse_foreign_table(doctype)
	refuse_fields(engine, sorted(references))
	refuse_fields_of_users(name for doctype, name in references if doctype == "User")


def _nodes(query: Any) -> Iterator[Any]:
	waiting = [*query._selects, *query._groupbys, *(term for term, _order in query._orderbys)]
	waiting += [each for each in (query._wheres, query._havings) if each is not None]
	while waiting:
		for node in waiting.pop().nodes_():
			yield node
			if isinstance(node, _RAW):
				waiting += [node.left, node.right]


def _check_search(criterion: BasicCriterion) -> None:
	if criterion.comparator in _PATTERNS:  # no timeout interrupts one within a row
		refuse(criterion.comparator.value.strip())
	value = criterion.right.value if isinstance(criterion.right, ValueWrapper) else None
	if criterion.comparator in _SEARCHES and len(str(value)) > LONGEST_SEARCHED:
		refuse_long_search()


def _of_fields(fields: list[Field], tables: list[Any]) -> Iterator[Reference]:
	"""Yield the referenced columns. One without a table may be any table's: columns take precedence over aliases."""
	for field in fields:
		for table in [field.table] if field.table else tables:
			yield _doctype(table), field.name


def _of_child_queries(engine: Any) -> Iterator[Reference]:
	for each in engine.query._child_queries:
		yield from ((each.doctype, name) for name in each.fields)


def _doctype(table: Any) -> str:
	return str(table._table_name).removeprefix("tab")
