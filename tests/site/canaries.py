"""Unique texts in everything that another province, other people and the site itself keep, to be found again."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import frappe
from frappe.model.meta import Meta

from kepu_app.access.policies import RECORDS, ROWS
from tests.site import factories
from tests.site.factories import FOREIGN_APPROVER, FOREIGN_REPORTER

CANARY = re.compile(r"zqk\d{5}w")
TEXTS = (
	"Data",
	"Small Text",
	"Text",
	"Long Text",
	"Text Editor",
	"Code",
	"Phone",
	"Markdown Editor",
	"HTML Editor",
)
NAMES = ("owner", "modified_by")
ABOUT_PEOPLE = (
	"mobile_no",
	"phone",
	"location",
	"bio",
	"interest",
	"last_ip",
	"reset_password_key",
	"api_key",
)


class Canaries:
	"""Plants them and knows what lay there before."""

	def __init__(self) -> None:
		self.planted: dict[str, str] = {}
		"""By canary: where it lies."""
		self._before: list[tuple[str, str, dict[str, Any]]] = []

	def token(self, place: str) -> str:
		"""Return a new text for a place."""
		token = f"zqk{len(self.planted):05d}w"
		self.planted[token] = place
		return token

	def plant(self, doctype: str, name: str) -> None:
		"""In every text of a document and of its rows."""
		meta = frappe.get_meta(doctype)
		self.put(doctype, name, _text_fields(meta))
		for table in meta.get_table_fields():
			for row in frappe.get_all(table.options, {"parent": name, "parenttype": doctype}, pluck="name"):
				self.put(table.options, row, _text_fields(frappe.get_meta(table.options)))

	def put(self, doctype: str, name: str, fields: Any) -> None:
		"""In these fields of one record."""
		fields = [each for each in fields if frappe.db.has_column(doctype, each)]
		before = frappe.db.get_value(doctype, name, fields, as_dict=True) if fields else None
		if not before:
			return
		self._before.append((doctype, name, dict(before)))
		tokens = {each: self.token(f"{doctype} {name} {each}") for each in fields}
		frappe.db.set_value(doctype, name, tokens, update_modified=False)

	def record(self, doctype: str, about: tuple[str, str], **values: Any) -> str:
		"""Return a record that Frappe keeps about a document, straight into its table."""
		record = frappe.new_doc(doctype)
		if doctype in RECORDS:
			record.update(dict(zip(RECORDS[doctype], about, strict=True)))
		for field in _text_fields(record.meta):
			if field not in RECORDS.get(doctype, ()):
				record.set(field, self.token(f"{doctype} about {about[1]}: {field}"))
		record.update(values)
		record.name = frappe.generate_hash(length=10)
		record.flags.name_set = True
		record.db_insert()
		return record.name

	def file(self, about: tuple[str, str]) -> str:
		"""Return a private file with a canary for its name and one for its content; gives its address."""
		name, content = self.token("name of a file"), self.token("content of a file")
		url = f"/private/files/{name}.txt"
		path = Path(frappe.get_site_path("private", "files", f"{name}.txt"))
		path.write_text(content, encoding="utf-8")
		self.record(
			"File", about, file_name=f"{name}.txt", file_url=url, is_private=1, folder="Home/Attachments"
		)
		return url

	def restore(self) -> None:
		"""Put back what lay there before, where the document is still there."""
		for doctype, name, values in reversed(self._before):
			frappe.db.set_value(doctype, name, values, update_modified=False)


def _text_fields(meta: Meta) -> list[str]:
	return [
		each.fieldname
		for each in meta.fields
		if each.fieldtype in TEXTS
		and not each.is_virtual
		and each.fieldname not in ("amended_from", "file_url")
	]


@contextmanager
def planted(documents: dict[str, str], *more: tuple[str, str]) -> Iterator[tuple[Canaries, str]]:
	"""Canaries in these documents, in what Frappe keeps about them, in people's accounts and in sessions.

	Gives them with the address of a file of one of the documents.
	"""
	canaries = Canaries()
	about = next(iter(documents.items()))
	for doctype, name in (*documents.items(), *more):
		if doctype not in ROWS:
			canaries.plant(doctype, name)
	for user in (FOREIGN_APPROVER, FOREIGN_REPORTER):
		canaries.put("User", user, ABOUT_PEOPLE)
	records = {
		each: canaries.record(each, about, owner=FOREIGN_APPROVER)
		for each in (
			"Comment",
			"Communication",
			"ToDo",
			"Version",
			"Notification Log",
			"Email Queue",
			"Error Log",
		)
	}
	url = canaries.file(about)
	sid = canaries.token("session of the administrator")
	frappe.db.sql(
		"insert into tabSessions (user, sid, sessiondata, lastupdate, status) values (%s, %s, '{}', now(), 'Active')",
		("Administrator", sid),
	)
	frappe.db.commit()
	try:
		yield canaries, url
	finally:
		factories.start_anew()
		for doctype, name in records.items():
			frappe.db.delete(doctype, {"name": name})
		frappe.db.delete("File", {"file_url": url})
		Path(frappe.get_site_path(url.lstrip("/"))).unlink(missing_ok=True)
		frappe.db.sql("delete from tabSessions where sid = %s", (sid,))
		canaries.restore()
		frappe.db.commit()
