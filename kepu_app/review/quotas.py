"""Quotas that hold under concurrent requests.

What a province picks takes a numbered slot in a column with a unique index. The slot is chosen under the lock
on the province's submission, which ``GuardedDocument`` takes for every change. Taken slots are read with a
lock too, past the transaction's snapshot. The index is the last line of defence.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from kepu_app.exceptions import QuotaError


def take_slot(doc: Document, field: str, group: str, quota: int, what: str) -> None:
	"""Give ``doc`` a free slot of ``group`` in its ``field``.

	Args:
		doc: the document that is being picked.
		field: a column with a unique index.
		group: what the quota is for, such as ``2024-340000``.
		quota: the number of slots.
		what: the quota in the user's words, for the message.

	Raises:
		QuotaError: no slot is free.
	"""
	taken = _taken_slots(doc, field, group)
	free = (f"{group}#{number}" for number in range(1, quota + 1))
	slot = next((each for each in free if each not in taken), None)
	if slot is None:
		frappe.throw(
			_("{0}: {1} of {2} are taken already. Reopen another one first.").format(
				escape_html(what), len(taken), quota
			),
			QuotaError,
			_("Quota Reached"),
		)
	doc.set(field, slot)


def _taken_slots(doc: Document, field: str, group: str) -> set[Any]:
	table = frappe.qb.DocType(doc.doctype)
	query = (
		frappe.qb.from_(table)
		.select(table[field])
		.where((table.cycle == doc.cycle) & (table.province == doc.province) & table[field].isnotnull())
		.where(table.name != doc.name)
		.for_update()
	)
	return {slot for (slot,) in query.run() if slot.rsplit("#", 1)[0] == group}
