"""Papers as Word files, and the check of own Word templates."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html
from frappe.www.printview import validate_print_permission
from werkzeug.wrappers import Response

from kepu_app.access.reach import is_reached
from kepu_app.core.errors import InputError
from kepu_app.core.word import check_template, render_docx, shipped_template
from kepu_app.printing.registry import DOCTYPES, PAPERS, paper_of
from kepu_app.printing.templates import WORD_FIELDS, own_word_template, template_content
from kepu_app.utils.downloads import content_disposition

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def download(paper: str, name: str) -> Response:
	"""Serve the paper of a document as .docx, by the administrator's template if one exists.

	Args:
		paper: a key of ``papers.PAPERS``.
		name: of the Annual Summary or Provincial Submission.
	"""
	doctype = _doctype_of(paper)
	if not is_reached(doctype, name):
		shown = escape_html(f"{_(doctype)} {name}")
		frappe.throw(_("{0} is not there, or not within your reach.").format(shown), frappe.PermissionError)
	doc = frappe.get_doc(doctype, name)
	validate_print_permission(doc)
	try:
		content = render_docx(paper_of(doc, paper), own_word_template(paper))
	except InputError as error:
		frappe.throw(escape_html(error.message))
	return _as_file(content, f"{doc.get_title()}{'' if paper == doc.doctype else f'（{_(paper)}）'}.docx")


def download_template(paper: str) -> Response:
	"""Serve the shipped Word template, as a start for an own one."""
	frappe.has_permission("Kepu Settings", "read", throw=True)
	_doctype_of(paper)
	return _as_file(shipped_template(PAPERS[paper]).read_bytes(), f"{_(paper)}.docx")


def check_templates(settings: Document) -> None:
	"""Refuse an unusable uploaded template, listing all that is wrong with it."""
	for paper, field in WORD_FIELDS.items():
		url = settings.get(field)
		if not url or not settings.has_value_changed(field):
			continue
		problems = check_template(template_content(url), PAPERS[paper])
		if problems:
			rows = "".join(
				f"<li>{escape_html(each.place)}：{escape_html(each.message)}</li>" for each in problems
			)
			frappe.throw(
				f"<ul>{rows}</ul>",
				title=_("{0} cannot be used").format(
					_(settings.meta.get_label(field), context=settings.doctype)
				),
			)


def _doctype_of(paper: str) -> str:
	if paper not in DOCTYPES:
		frappe.throw(_("There is no paper {0}.").format(escape_html(paper)))
	return DOCTYPES[paper]


def _as_file(content: bytes, name: str) -> Response:
	return Response(content, mimetype=DOCX, headers=content_disposition(name))
