"""The attachments in the Desk: preview, PDF and Word by the core's engine, everything else as it was."""

import io
import os
import shlex
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import frappe
import frappe.utils.pdf
import pytest
from docx import Document as WordDocument
from pypdf import PdfReader

from kepu_app.core.printing.pdf import render_pdf
from kepu_app.core.word import shipped_template
from kepu_app.overrides import replaced
from kepu_app.printing import takeover
from kepu_app.printing.registry import PAPERS, paper_of
from tests.blank_pdf import blank_pdf
from tests.site import factories, papers
from tests.site.client import Client
from tests.site.endpoints import said
from tests.site.factories import APPROVER, FOREIGN_APPROVER, KEEPER, REPORTER, World, acting_as
from tests.site.prints import text_of
from tests.years import year_of

YEAR = year_of(__file__)
ATTACKS = (
	"<script>alert(1)</script>",
	"{{ 7*7 }}",
	"{% for x in range(9) %}{{ x }}{% endfor %}",
	"=cmd|' /C calc'!A0",
	"<img src=http://127.0.0.1:9/x>",
	"file:///etc/passwd",
)
SignIn = Callable[[str], Client]


@pytest.fixture(scope="module")
def world(world: World) -> World:
	papers.ready_submission(world)
	return world


def download(client: Client, doctype: str, name: str, print_format: str, **more: str) -> bytes:
	asked = {"doctype": doctype, "name": name, "format": print_format, **more}
	response = client.get("frappe.utils.print_format.download_pdf", **asked)
	assert response.ok, said(response)
	return response.content


@pytest.mark.parametrize("kind", PAPERS)
def test_the_desks_pdf_is_the_cores_byte_for_byte(world: World, sign_in: SignIn, kind: str) -> None:
	"""Also where a browser is asked for, which Frappe 16 has."""
	doctype, name = place(world, kind)
	expected = render_pdf(paper_of(frappe.get_doc(doctype, name), kind))
	for engine in ("wkhtmltopdf", "chrome"):
		assert download(sign_in(APPROVER), doctype, name, kind, pdf_generator=engine) == expected


def place(world: World, kind: str) -> tuple[str, str]:
	if kind == "Annual Summary":
		return kind, world.summary()
	return "Provincial Submission", world.submission()


def test_the_default_format_is_ours(world: World, sign_in: SignIn) -> None:
	response = sign_in(REPORTER).get(
		"frappe.utils.print_format.download_pdf", doctype="Annual Summary", name=world.summary()
	)
	assert "附件2" in text_of(response.content)


def test_bulk_print_joins_the_cores_pages(world: World, sign_in: SignIn) -> None:
	names = [world.summary(), world.summary(factories.NEIGHBOUR)]
	response = sign_in(APPROVER).get(
		"frappe.utils.print_format.download_multi_pdf",
		doctype="Annual Summary",
		name=frappe.as_json(names),
		format="Annual Summary",
	)
	assert response.ok, said(response)
	text = text_of(response.content)
	assert "埇桥区" in text
	assert "砀山县" in text


def test_attachments_of_mails_are_the_cores(world: World) -> None:
	replaced.install()
	attached = frappe.attach_print("Annual Summary", world.summary(), print_format="Annual Summary")
	expected = render_pdf(paper_of(frappe.get_doc("Annual Summary", world.summary()), "Annual Summary"))
	assert attached["fcontent"] == expected


@pytest.fixture
def given_to_wkhtmltopdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
	"""Yield the page that Frappe hands to the program of this name, which need not be installed: here it is a
	script."""
	page, pdf, program = tmp_path / "page.html", tmp_path / "page.pdf", tmp_path / "wkhtmltopdf"
	pdf.write_bytes(blank_pdf(pages=3))
	version = 'if [ "$1" = --version ]; then echo "wkhtmltopdf 0.12.6"; exit; fi'
	program.write_text(f"#!/bin/sh\n{version}\ncat >{shlex.quote(str(page))}\ncat {shlex.quote(str(pdf))}\n")
	program.chmod(0o755)
	monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
	yield page
	frappe.cache.delete_value("wkhtmltopdf_version")


def test_other_pages_go_to_frappes_own_printer(given_to_wkhtmltopdf: Path) -> None:
	replaced.install()
	content = frappe.utils.pdf.get_pdf("<p>其他</p>")
	assert "<p>其他</p>" in given_to_wkhtmltopdf.read_text("utf-8")
	assert len(PdfReader(io.BytesIO(content)).pages) == 3


RAW = "{{ doc.sections[0].text }} {{ doc.sections[0].get_formatted('text') }}"


@pytest.fixture
def typed(world: World) -> Iterator[str]:
	"""Yield a summary in whose text stands a script, and a format of an administrator that prints it as it
	is."""
	name = world.summary()
	row = frappe.get_doc("Annual Summary", name).sections[0]
	frappe.db.set_value(
		row.doctype, row.name, "text", "<script>alert(1)</script><img src=x onerror=alert(2)> 甲&乙"
	)
	form = {"doctype": "Print Format", "name": "县里的样式", "doc_type": "Annual Summary", "html": RAW}
	form |= {"standard": "No", "custom_format": 1, "print_format_type": "Jinja", "module": "Kepu"}
	frappe.get_doc(form).insert()
	frappe.db.commit()
	yield name
	frappe.delete_doc("Print Format", "县里的样式", force=True)
	frappe.db.set_value(row.doctype, row.name, "text", row.text)
	frappe.db.commit()


@pytest.mark.parametrize("form", ["Standard", "县里的样式", "无此样式", "Annual Summary"])
def test_what_was_typed_is_text_in_every_format(sign_in: SignIn, typed: str, form: str) -> None:
	"""Frappe's own pages put values into HTML as they are."""
	client, asked = sign_in(APPROVER), {"doctype": "Annual Summary", "name": typed, "format": form}
	page = client.request("GET", "/printview", params=asked)
	shown = client.call(
		"frappe.www.printview.get_html_and_style", doc="Annual Summary", name=typed, print_format=form
	)
	assert page.ok, said(page)
	for text in (page.text, shown.text):
		assert "<script>alert" not in text
		assert "<img src=x" not in text
	assert "alert(2)" in page.text


def test_a_foreign_token_prints_nothing_of_ours() -> None:
	assert takeover.printed("<!--kepu-page:aaaaaaaaaaaaaaaaaaaa-->", None, None) is None


@pytest.mark.parametrize("user", [FOREIGN_APPROVER, factories.FOREIGN_REPORTER, factories.UNASSIGNED])
def test_who_may_not_read_does_not_print(world: World, sign_in: SignIn, user: str) -> None:
	client = sign_in(user)
	for method, arguments in (
		("frappe.utils.print_format.download_pdf", {"doctype": "Annual Summary", "name": world.summary()}),
		("kepu_app.printing.api.download_word", {"paper": "Annual Summary", "name": world.summary()}),
		("kepu_app.workbooks.api.download", {"doctype": "Annual Summary", "name": world.summary()}),
	):
		assert client.get(method, **arguments).status_code == 403, method


def test_the_preview_says_what_the_pdf_says(world: World, sign_in: SignIn) -> None:
	response = sign_in(APPROVER).call(
		"frappe.www.printview.get_html_and_style",
		doc="Annual Summary",
		name=world.summary(),
		print_format="Annual Summary",
	)
	assert response.ok, said(response)
	html = response.json()["message"]["html"]
	preview = frappe.utils.strip_html(html.split("</style>", 1)[1])
	pdf = text_of(download(sign_in(APPROVER), "Annual Summary", world.summary(), "Annual Summary"))
	bare = "".join(line for line in pdf.split("\n") if not line.startswith("—"))
	assert "".join(preview.split()) == "".join(bare.split())


def test_an_own_copy_prints_through_the_same_engine(world: World, sign_in: SignIn) -> None:
	html = "<h1><span>{{ paper.place }}特别版</span></h1><p>{{ paper.sections[0].heading }}</p>"
	with papers.own_format(html, "h1 { color: #c00000 }") as copy:
		pdf = download(sign_in(APPROVER), "Annual Summary", world.summary(), copy)
	assert "埇桥区特别版" in text_of(pdf)
	fonts = PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]["/Font"]
	names = [font.get_object()["/BaseFont"] for font in fonts.values()]
	assert names
	assert all("+" in name for name in names), "cut and embedded"


def test_an_own_copy_with_a_mistake_says_where(world: World, sign_in: SignIn) -> None:
	with papers.own_format("<p>{{ paper.colour }}</p>") as copy:
		response = sign_in(APPROVER).get(
			"frappe.utils.print_format.download_pdf",
			doctype="Annual Summary",
			name=world.summary(),
			format=copy,
		)
	assert not response.ok
	assert "colour" in said(response)


@pytest.mark.parametrize("kind", PAPERS)
def test_word(world: World, sign_in: SignIn, kind: str) -> None:
	_doctype, name = place(world, kind)
	response = sign_in(APPROVER).get("kepu_app.printing.api.download_word", paper=kind, name=name)
	assert response.ok, said(response)
	word = WordDocument(io.BytesIO(response.content))
	assert any("附件" in paragraph.text for paragraph in word.paragraphs)


def test_an_own_word_template_is_used_until_it_is_removed(world: World, sign_in: SignIn) -> None:
	settings = frappe.get_doc("Kepu Settings")
	with acting_as(KEEPER):
		settings.summary_template = template(changed_template("附件2", "本省附件2"))
		settings.save()
	frappe.db.commit()
	try:
		assert "本省附件2" in word_text(sign_in(REPORTER), world)
	finally:
		frappe.db.set_single_value("Kepu Settings", "summary_template", "")
		frappe.db.commit()
	assert "本省附件2" not in word_text(sign_in(REPORTER), world)


def word_text(client: Client, world: World) -> str:
	response = client.get("kepu_app.printing.api.download_word", paper="Annual Summary", name=world.summary())
	return "\n".join(each.text for each in WordDocument(io.BytesIO(response.content)).paragraphs)


def template(content: bytes) -> str:
	file = frappe.new_doc("File")
	file.update({"file_name": "muban.docx", "is_private": 1, "content": content})
	file.update({"attached_to_doctype": "Kepu Settings", "attached_to_name": "Kepu Settings"})
	return file.insert().file_url


def changed_template(old: str, new: str) -> bytes:
	source = zipfile.ZipFile(shipped_template(PAPERS["Annual Summary"]))
	target = io.BytesIO()
	with zipfile.ZipFile(target, "w") as archive:
		for name in source.namelist():
			part = source.read(name)
			archive.writestr(
				name, part.replace(old.encode(), new.encode()) if name.endswith("document.xml") else part
			)
	return target.getvalue()


@pytest.mark.parametrize(
	("content", "said_of_it"),
	[
		(changed_template("paper.year", "paper.jahr"), "jahr"),
		(changed_template("paper.place", "paper.ort"), "ort"),
	],
)
def test_an_unusable_word_template_is_refused_with_the_reason(content: bytes, said_of_it: str) -> None:
	settings = frappe.get_doc("Kepu Settings")
	with acting_as(KEEPER):
		settings.summary_template = template(content)
		with pytest.raises(frappe.ValidationError, match=said_of_it):
			settings.save()
	assert not frappe.db.get_single_value("Kepu Settings", "summary_template")


@pytest.mark.parametrize(
	("name", "content"),
	[
		("jiade.docx", b"no Word file at all"),
		("jiade.docx", "附件2\n工作总结".encode("gb18030")),
		("jiade.docx", b"%PDF-1.7\n"),
		("jiade.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1024),
		("jiade.dotm", b"PK\x03\x04"),
		("jiade", b"no Word file at all"),
	],
)
def test_what_is_no_docx_is_refused_on_upload(
	world: World, sign_in: SignIn, name: str, content: bytes
) -> None:
	response = sign_in(KEEPER).request(
		"POST",
		"/api/method/upload_file",
		files={"file": (name, content)},
		data={"doctype": "Kepu Settings", "docname": "Kepu Settings", "is_private": "1"},
	)
	assert response.status_code == 417
	assert "FileTypeError" in response.text
	assert not frappe.db.exists("File", {"file_name": name, "attached_to_doctype": "Kepu Settings"})


def test_an_upload_that_is_no_template_is_refused_when_it_is_chosen(world: World, sign_in: SignIn) -> None:
	"""A zip under the ending of a Word file passes as a file, and no further."""
	blank = io.BytesIO()
	with zipfile.ZipFile(blank, "w") as archive:
		archive.writestr("word/readme.txt", "no Word file")
	settings = frappe.get_doc("Kepu Settings")
	with acting_as(KEEPER):
		settings.summary_template = template(blank.getvalue())
		with pytest.raises(frappe.ValidationError, match="Word"):
			settings.save()
	assert not frappe.db.get_single_value("Kepu Settings", "summary_template")


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_looks_like_code_prints_as_text(world: World, sign_in: SignIn, attack: str) -> None:
	name = world.summary(factories.OTHER_CITY)
	factories.fill_summary(name, text=f"前文{attack}后文")
	frappe.db.commit()
	client = sign_in(APPROVER)
	pdf = "".join(text_of(download(client, "Annual Summary", name, "Annual Summary")).split())
	assert "".join(f"前文{attack}后文".split()) in pdf
	stored = client.resource("GET", "Annual Summary", name).json()["data"]
	assert attack in stored["sections"][0]["text"]
	preview = client.call(
		"frappe.www.printview.get_html_and_style",
		doc="Annual Summary",
		name=name,
		print_format="Annual Summary",
	).json()["message"]["html"]
	assert "<script>alert" not in preview
	assert "<img src=http" not in preview
