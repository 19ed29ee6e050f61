"""Texts that look like code, formula or address, in every field: they print as text, and nobody is asked for
anything, whatever a template says."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from email import message_from_string
from pathlib import Path
from typing import Any

import frappe
import frappe.utils.pdf
import openpyxl
import pytest
import requests
from docx import Document as WordDocument
from frappe.www.printview import get_html_and_style
from lxml import html as lxml_html

from kepu_app.core.model import Submission
from kepu_app.core.packages import build_package
from kepu_app.core.word import render_docx
from kepu_app.core.workbooks import write_overview
from kepu_app.mappers.submission import submission_model
from kepu_app.overrides import replaced
from kepu_app.packages import mail
from kepu_app.printing.registry import DOCTYPES, PAPERS, paper_of
from kepu_app.reports.columns import column
from kepu_app.utils.doctypes import SUBMISSION, WORKFLOW_DOCTYPES
from kepu_app.workbooks.export import province_workbook
from tests.site import factories, papers
from tests.site.client import Client
from tests.site.endpoints import messages, put, read, said
from tests.site.factories import APPROVER, COUNTY, FOREIGN_COUNTY, FOREIGN_REPORTER, HOME, World, acting_as
from tests.site.listener import Listener
from tests.site.mails import outgoing_account
from tests.site.prints import text_of
from tests.years import year_of

YEAR = year_of(__file__)
SignIn = Callable[[str], Client]

ATTACKS = (
	"<script>alert(1)</script>&lt;b&gt;<b>",
	"{{ 7*7 }}{% for x in (1, 2) %}{{ x }}{% endfor %}{# x #}",
	"=cmd|' /C calc'!A0",
	"@SUM(1+1)",
	"<img src=URL/x.png>url(URL/x.css)",
	"file:///etc/passwd<object data=file:///etc/passwd>",
)
"""``URL`` is the address where somebody listens."""

FIELDS = {
	"Annual Summary": ("on_behalf_of",),
	"Summary Section": ("heading", "text"),
	"Typical Case": ("title", "text"),
	"Speaker Nominee": ("nominee_name", "organisation", "position", "phone", "bio"),
	"Nominee Reason": ("reason",),
	"County": ("county_name", "city", "batch", "period"),
	"Province": ("province_name", "association", "contact_name", "contact_phone"),
	"Reporting Cycle": ("short_notice_title", "receiving_office"),
	"Cycle Topic": ("topic_name",),
	"Missing County": ("reason",),
	SUBMISSION: ("contact_name", "contact_phone"),
}
"""What people write, by DocType."""

ON_PAPER = {
	"Annual Summary": (
		*("Annual Summary.on_behalf_of", "Summary Section.heading", "Summary Section.text"),
		*(
			"County.county_name",
			"County.city",
			"Province.province_name",
			"Reporting Cycle.short_notice_title",
		),
	),
	"Case Book": (
		*("Typical Case.title", "Typical Case.text", "County.county_name", "Cycle Topic.topic_name"),
		*("Province.province_name", "Province.association", "Reporting Cycle.short_notice_title"),
	),
	"Nominee List": (
		*(f"Speaker Nominee.{field}" for field in FIELDS["Speaker Nominee"]),
		*("Nominee Reason.reason", "Province.association"),
		*(f"{SUBMISSION}.{field}" for field in FIELDS[SUBMISSION]),
	),
}
IN_WORKBOOK = (
	*("Annual Summary.on_behalf_of", "Summary Section.text", "Typical Case.title", "Typical Case.text"),
	*(f"Speaker Nominee.{field}" for field in FIELDS["Speaker Nominee"]),
	*(f"County.{field}" for field in FIELDS["County"]),
	*(f"{SUBMISSION}.{field}" for field in FIELDS[SUBMISSION]),
	*("Nominee Reason.reason", "Missing County.reason"),
)
IN_OVERVIEW = (
	*("County.county_name", "County.city", "County.batch", "County.period", "Typical Case.title"),
	*("Speaker Nominee.nominee_name", "Speaker Nominee.phone", "Missing County.reason"),
)
IN_MAIL = (
	*("Reporting Cycle.receiving_office", "Reporting Cycle.short_notice_title", "Province.province_name"),
	*("Province.association", *(f"{SUBMISSION}.{field}" for field in FIELDS[SUBMISSION])),
)


def empty_zip() -> bytes:
	"""Return a zip with one small file."""
	target = io.BytesIO()
	with zipfile.ZipFile(target, "w") as archive:
		archive.writestr("manifest.json", "{}")
	return target.getvalue()


@pytest.fixture(scope="module")
def world(world: World) -> World:
	doc = papers.ready_submission(world)
	url = papers.attach(doc, "huizong.zip", empty_zip())
	frappe.db.set_value(SUBMISSION, doc.name, {"workflow_state": "Awaiting Seal", "package": url})
	frappe.db.commit()
	return world


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
	listener = Listener()
	yield listener
	listener.close()


@pytest.fixture(params=ATTACKS)
def attack(request: pytest.FixtureRequest, listener: Listener) -> str:
	return request.param.replace("URL", listener.url)


@pytest.fixture
def attacked(world: World, attack: str) -> Iterator[dict[str, str]]:
	"""Every field begins with the attack, and ends with what it is called; gives the texts by field. They go
	past all forms into the database, and are gone with the transaction."""
	texts = {
		f"{doctype}.{field}": f"{attack}{number:02}号"
		for number, (doctype, field) in enumerate(
			(doctype, field) for doctype, fields in FIELDS.items() for field in fields
		)
	}
	before = [
		(doctype, row)
		for doctype, fields in FIELDS.items()
		for row in frappe.get_all(doctype, {"name": ["in", _names(doctype, world)]}, ["name", *fields])
	]
	assert {doctype for doctype, _row in before} == FIELDS.keys()
	for doctype, row in before:
		values = {field: texts[f"{doctype}.{field}"] for field in FIELDS[doctype]}
		frappe.db.set_value(doctype, row.name, values, update_modified=False)
	_forget()
	yield texts
	frappe.db.rollback()
	# Should anything have stored it after all, it must not stay with the province, which others use too.
	for doctype, row in before:
		values = {field: row[field] for field in FIELDS[doctype]}
		frappe.db.set_value(doctype, row.name, values, update_modified=False)
	frappe.db.commit()
	_forget()


def _names(doctype: str, world: World) -> list[str]:
	"""Return the records of the home province, or of the cycle; one row where a column must not hold two of a
	text."""
	place = {"cycle": YEAR, "province": HOME}
	if doctype in WORKFLOW_DOCTYPES:
		return frappe.get_all(doctype, place, pluck="name")
	if doctype == "Summary Section":
		return frappe.get_all(doctype, {"parent": world.summary(), "idx": 2}, pluck="name")
	if doctype == "Nominee Reason":
		parents = frappe.get_all("Speaker Nominee", place, pluck="name")
		return frappe.get_all(doctype, {"parent": ["in", parents]}, pluck="name")
	if doctype == "Missing County":
		return frappe.get_all(doctype, {"parent": world.submission()}, pluck="name")
	if doctype == "Cycle Topic":
		return frappe.get_all(doctype, {"parent": YEAR, "code": factories.TOPICS[0]}, pluck="name")
	return {"County": [COUNTY], "Province": [HOME], "Reporting Cycle": [YEAR]}[doctype]


def _forget() -> None:
	for doctype, name in (("County", COUNTY), ("Province", HOME), ("Reporting Cycle", YEAR)):
		frappe.clear_document_cache(doctype, name)


def place(world: World, kind: str) -> tuple[str, str]:
	return DOCTYPES[kind], world.summary() if DOCTYPES[kind] == "Annual Summary" else world.submission()


def bare(text: str) -> str:
	return "".join(text.split())


def text_of_pdf(content: bytes) -> str:
	return bare("".join(line for line in text_of(content).split("\n") if not line.startswith("—")))


def text_of_word(content: bytes) -> str:
	root = WordDocument(io.BytesIO(content)).element
	return bare("".join(element.text or "" for element in root.iter("{*}t")))


def lacking(texts: dict[str, str], fields: tuple[str, ...], where: str) -> list[str]:
	return [field for field in fields if not is_shown(field, texts[field], where)]


def is_shown(field: str, text: str, where: str) -> bool:
	"""Papers bring telephone numbers into one form, so of those fields the letters are compared."""
	if field.endswith("phone"):
		return letters(text) in letters(where)
	return bare(text) in where


def letters(text: str) -> str:
	return re.sub("[^A-Za-z]", "", text)


@pytest.mark.parametrize("kind", PAPERS)
def test_it_prints_as_text(world: World, attacked: dict[str, str], listener: Listener, kind: str) -> None:
	replaced.install()
	doctype, name = place(world, kind)
	with acting_as(APPROVER):
		preview = get_html_and_style(doc=doctype, name=name, print_format=kind)["html"]
		pdf = frappe.utils.pdf.get_pdf(preview)
	word = render_docx(paper_of(frappe.get_doc(doctype, name), kind))
	page = lxml_html.fromstring(preview.split("</style>", 1)[1])
	assert not page.xpath("//script | //img | //link | //style | //object | //b")
	for content in (bare(page.text_content()), text_of_pdf(pdf), text_of_word(word)):
		assert lacking(attacked, ON_PAPER[kind], content) == []
	assert listener.connections == 0


def test_it_is_text_in_workbooks(world: World, attacked: dict[str, str], listener: Listener) -> None:
	overview = write_overview(submission_model(world.submission()), ())
	for content, fields in (
		(province_workbook(world.submission()), IN_WORKBOOK),
		(overview, IN_OVERVIEW),
	):
		sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
		cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value]
		texts = [cell.value for cell in cells if cell.data_type == "s"]
		assert [field for field in fields if not any(attacked[field] in text for text in texts)] == []
		formulas = [str(cell.value) for cell in cells if cell.data_type == "f"]
		assert not [each for each in formulas if any(text in each for text in attacked.values())]
	assert listener.connections == 0


def test_it_is_text_in_the_mail(world: World, attacked: dict[str, str], listener: Listener) -> None:
	template = frappe.get_doc("Email Template", mail.TEMPLATE)
	for source in (template.response_html, template.response_html.replace("| e", "")):
		frappe.db.set_value("Email Template", mail.TEMPLATE, "response_html", source)
		with acting_as(APPROVER):
			shown = mail.preview(world.submission())
		assert attacked["Province.province_name"] in shown["subject"]
		page = lxml_html.fromstring(shown["message"])
		assert not page.xpath("//script | //img | //link | //style | //object | //b")
		assert lacking(attacked, IN_MAIL, bare(page.text_content())) == []
	sent = sent_mail(world, shown["subject"], shown["message"])
	assert lacking(attacked, IN_MAIL, bare(sent.text_content())) == []
	assert not sent.xpath("//script | //img | //link | //object | //b")
	assert listener.connections == 0


def sent_mail(world: World, subject: str, message: str) -> Any:
	"""Return the page of the mail as it lies in the queue; nothing of it is committed."""
	doc = frappe.get_doc(SUBMISSION, world.submission())
	with outgoing_account():
		mail._send_mail(doc, subject, message)
		[queued] = frappe.get_all("Email Queue", {"reference_name": doc.name}, pluck="message")
	parts = message_from_string(queued).walk()
	[content] = [part.get_payload(decode=True) for part in parts if part.get_content_type() == "text/html"]
	return lxml_html.fromstring(content.decode())


def test_a_mail_reads_nothing_in(world: World, listener: Listener) -> None:
	"""Frappe fetches style sheets, and puts files of its own into a mail, if its text asks for them."""
	message = (
		f"<link rel='stylesheet' href='{listener.url}/x.css'><style>@import url({listener.url}/y.css);</style>"
		"<link rel='stylesheet' href='/etc/passwd'><img embed='/private/files/huizong.zip'><p>请查收</p>"
	)
	page = sent_mail(world, "汇总材料", message)
	frappe.db.rollback()
	assert "请查收" in page.text_content()
	assert "root:" not in lxml_html.tostring(page, encoding="unicode")
	assert not page.xpath("//img[starts-with(@src, 'cid:')] | //link[contains(@href, '127.0.0.1')]")
	assert listener.connections == 0


def test_a_package_of_it_is_whole(
	world: World, attacked: dict[str, str], listener: Listener, tmp_path: Path
) -> None:
	model = submission_model(world.submission())
	built = build_package(_small(model), tmp_path, jobs=1)
	with zipfile.ZipFile(built.archive) as archive:
		assert archive.testzip() is None
		assert not [name for name in archive.namelist() if ".." in name or "\\" in name or ":" in name]
	assert listener.connections == 0


def _small(model: Submission) -> Submission:
	"""Return the county that was attacked, and no case book or list, which are printed above."""
	summaries = tuple(each for each in model.summaries if each.county_code == COUNTY)
	return replace(model, summaries=summaries, cases=(), nominees=())


def test_the_desk_keeps_it_as_it_was_typed(
	world: World, sign_in: SignIn, attack: str, listener: Listener
) -> None:
	client, name = sign_in(FOREIGN_REPORTER), world.summary(FOREIGN_COUNTY)
	rows = read(client, "Annual Summary", name)["sections"]
	rows[0]["text"] = attack
	put(client, "Annual Summary", name, sections=rows, on_behalf_of=attack)
	stored = read(client, "Annual Summary", name)
	assert (stored["sections"][0]["text"], stored["on_behalf_of"]) == (attack, attack)
	assert listener.connections == 0


def test_frappe_changes_no_text_that_people_write() -> None:
	"""What looks like HTML would be altered when it is saved."""
	read_only = ("Annual Summary.city",)
	altered = [
		f"{doctype}.{field}"
		for doctype, fields in FIELDS.items()
		for field in fields
		if not frappe.get_meta(doctype).get_field(field).ignore_xss_filter
		and not frappe.get_meta(doctype).get_field(field).read_only
	]
	assert [each for each in altered if each not in read_only] == []


# ---------------------------------------------------------------------- templates that want something read


READING = (
	'<img src="URL/x.png">',
	'<link rel="stylesheet" href="URL/x.css">',
	"<style>@import url(URL/x.css);</style>",
	'<p style="background: url(URL/x.png)">{{ paper.place }}</p>',
	'<object data="URL/x.svg"></object>',
	'<svg width="9" height="9"><image href="URL/x.png" width="9" height="9" /></svg>',
	'<img src="file:///etc/passwd">',
	'<link rel="stylesheet" href="file:///etc/passwd">',
	'<img src="/etc/passwd">',
)


@pytest.mark.parametrize("source", READING)
def test_an_own_template_reads_nothing(
	world: World, sign_in: SignIn, listener: Listener, source: str
) -> None:
	with papers.own_format(html=f"<p>{{{{ paper.place }}}}</p>{source.replace('URL', listener.url)}") as name:
		response = printed(sign_in(APPROVER), world, name)
	assert response.status_code == 417, said(response)
	assert "网页不得读取外部内容" in messages(response)
	assert listener.connections == 0


@pytest.mark.parametrize(
	"style", ["@import url(URL/x.css);", "p { background: url(URL/x.png) }", "p { content: url(URL/x.png) }"]
)
def test_an_own_style_reads_nothing(world: World, sign_in: SignIn, listener: Listener, style: str) -> None:
	with papers.own_format(html="<p>{{ paper.place }}</p>", css=style.replace("URL", listener.url)) as name:
		printed(sign_in(APPROVER), world, name)
	assert listener.connections == 0


def test_an_own_font_is_refused(world: World, sign_in: SignIn, listener: Listener) -> None:
	style = f"@font-face {{ font-family: x; src: url({listener.url}/x.otf) }} p {{ font-family: x }}"
	with papers.own_format(html="<p>{{ paper.place }}</p>", css=style) as name:
		assert not printed(sign_in(APPROVER), world, name).ok
	assert listener.connections == 0


def test_a_heading_that_names_people_is_no_html() -> None:
	heading = column("a", '<img src="x" onerror=alert(1)>程&lt;')["label"]
	assert not set('<>"&').intersection(heading)
	assert "程" in heading


def test_a_listener_would_notice(listener: Listener) -> None:
	"""Last of this module, since it is the one that counts."""
	before = listener.connections
	with pytest.raises(requests.ConnectionError):
		requests.get(f"{listener.url}/x.png", timeout=10)
	assert listener.connections == before + 1


def printed(client: Client, world: World, name: str) -> requests.Response:
	return client.get(
		"frappe.utils.print_format.download_pdf", doctype="Annual Summary", name=world.summary(), format=name
	)
