"""A province that is not one's own: every kind of record about it, each with texts by which it is recognised."""

import json
from collections.abc import Callable
from typing import Any

import frappe

from kepu_app.access.policies import RECORDS
from tests.site import factories, records
from tests.site.client import Client
from tests.site.endpoints import said, upload
from tests.site.factories import (
	FOREIGN,
	FOREIGN_APPROVER,
	FOREIGN_COUNTY,
	FOREIGN_DEPUTY,
	FOREIGN_REPORTER,
	MARKS,
	World,
	records_here,
)

MARK = MARKS[FOREIGN]
SignIn = Callable[[str], Client]


class Province:
	"""A province full of documents, and of what Frappe keeps about them."""

	def __init__(self, world: World, sign_in: SignIn) -> None:
		self.world = world
		approver = sign_in(FOREIGN_APPROVER)
		self.names = self._make_documents()
		frappe.db.commit()
		self.files = {doctype: self._dress(approver, doctype) for doctype in sorted(self.names)}
		frappe.db.rollback()
		self.records = {record: self._record(record) for record in records_here()}
		self.marks = {MARK, "瀍河回族区", FOREIGN_APPROVER, FOREIGN_REPORTER, FOREIGN_DEPUTY}
		self.marks |= {name for name in self.names.values() if not name.isdigit()}
		self.marks |= {file for file in self.files.values() if file}

	def _make_documents(self) -> dict[str, str]:
		summary = factories.handed_in_summary(self.world, FOREIGN_COUNTY)
		case = factories.proposed_case(self.world, FOREIGN_COUNTY)
		return {
			"Annual Summary": summary.name,
			"Typical Case": case.name,
			"Speaker Nominee": factories.proposed_nominee(
				self.world, FOREIGN_COUNTY, f"{MARK}人选", FOREIGN_APPROVER
			).name,
			"Provincial Submission": self.world.submission(FOREIGN),
			"Evaluation Standard": records.make_standard(FOREIGN, "细化标准"),
		}

	def _dress(self, client: Client, doctype: str) -> str:
		"""Return a file, a comment, a tag and an assignment on a document; gives the file's address."""
		named = {"doctype": doctype, "name": self.names[doctype]}
		response = upload(client, *named.values(), f"{MARK}附件.txt", f"{MARK}{doctype}".encode())
		assert response.ok, said(response)
		about = {"reference_doctype": doctype, "reference_name": named["name"]}
		told = {"content": f"{MARK}批注", "comment_email": client.user, "comment_by": client.user}
		for done in (
			client.call("frappe.desk.form.utils.add_comment", **about, **told),
			client.call("frappe.desk.doctype.tag.tag.add_tag", tag="重点", dt=doctype, dn=named["name"]),
			client.call("frappe.desk.form.assign_to.add", **named, assign_to=json.dumps([FOREIGN_DEPUTY])),
			client.call("frappe.desk.like.toggle_like", **named, add="Yes"),
		):
			assert done.ok, said(done)
		return response.json()["message"]["file_url"]

	def _record(self, record: str) -> str | None:
		about, name = RECORDS[record]
		filters = {about: ["in", list(self.names)], name: ["in", list(self.names.values())]}
		found = frappe.get_all(record, filters, pluck="name", limit=1)
		return str(found[0]) if found else None

	def everything(self) -> dict[str, str]:
		"""All that is stored of it, to compare."""
		frappe.db.rollback()
		documents = {"County": FOREIGN_COUNTY, "Province": FOREIGN, **self.names}
		return {
			doctype: factories.stored(frappe._dict(doctype=doctype, name=name))
			for doctype, name in documents.items()
		}

	def seen_in(self, answer: str, asked: Any = "") -> set[str]:
		"""Its texts in an answer that were not in the question."""
		question = json.dumps(asked, ensure_ascii=False)
		plain = answer.encode().decode("unicode_escape", "ignore") if "\\u" in answer else ""
		return {mark for mark in self.marks if mark not in question and (mark in answer or mark in plain)}
