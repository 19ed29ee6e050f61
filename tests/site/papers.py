"""A province that has all it takes to be finalised, and scans for its papers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe
from frappe.utils import nowdate

from kepu_app.utils.doctypes import SUBMISSION
from tests.blank_pdf import blank_pdf
from tests.site import factories
from tests.site.factories import APPROVER, COUNTY, DEPUTY, HOME_COUNTIES, NEIGHBOUR, World, acting_as


@contextmanager
def own_format(html: str, css: str = "") -> Iterator[str]:
	"""Have an administrator's own print format of Attachment 2 for a while; gives its name."""
	doc = frappe.new_doc("Print Format")
	doc.update({"name": "本省工作总结", "doc_type": "Annual Summary", "kepu_paper": "Annual Summary"})
	doc.update({"standard": "No", "custom_format": 1, "print_format_type": "Jinja", "html": html, "css": css})
	doc.insert()
	frappe.db.commit()
	try:
		yield doc.name
	finally:
		frappe.db.rollback()
		frappe.delete_doc("Print Format", doc.name)
		frappe.db.commit()


def ready_submission(world: World) -> Any:
	"""Two counties approved, a case selected, a nominee nominated, a reason for each other county."""
	for county in (COUNTY, NEIGHBOUR):
		factories.approved_summary(world, county)
	factories.step(factories.proposed_case(world), APPROVER, "Select")
	factories.step(factories.proposed_nominee(world, user=DEPUTY), APPROVER, "Nominate")
	doc = frappe.get_doc(SUBMISSION, world.submission())
	absent = [code for code in HOME_COUNTIES if code not in (COUNTY, NEIGHBOUR)]
	with acting_as(APPROVER):
		doc.dated = nowdate()
		doc.set("missing", [{"county": code, "reason": "机构改革，人员交接中。"} for code in absent])
		doc.save()
	frappe.db.commit()
	return doc


def attach(doc: Any, filename: str, content: bytes) -> str:
	"""Return a private file of a document, by the session's user; gives its address."""
	file = frappe.new_doc("File")
	file.update({"file_name": filename, "is_private": 1, "content": content})
	file.update({"attached_to_doctype": doc.doctype, "attached_to_name": doc.name})
	return file.insert().file_url


def scan_everything(doc: Any, user: str = APPROVER) -> Any:
	"""Return a scan for each paper that lacks one."""
	from kepu_app.packages.scans import missing_scans

	with acting_as(user):
		doc = frappe.get_doc(doc.doctype, doc.name)
		for index, missing in enumerate(missing_scans(doc)):
			url = attach(doc, f"scan-{index}.pdf", blank_pdf())
			doc.append("scans", {"paper": missing["paper"], "county": missing["county"] or None, "file": url})
		doc.save()
	frappe.db.commit()
	return doc
