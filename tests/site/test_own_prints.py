"""What an administrator puts in the place of what is shipped: print formats, fields, fonts."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import frappe
import openpyxl
import pytest
from frappe.printing.doctype.print_format.print_format import make_default
from pypdf import PdfReader

from kepu_app.core.printing.html import shipped_template
from kepu_app.core.workbooks import read_workbook, write_overview
from kepu_app.mappers.cycle import cycle_model
from kepu_app.mappers.submission import submission_model
from kepu_app.packages.build import own_templates
from kepu_app.printing.copies import make_copy
from kepu_app.printing.registry import DOCTYPES, PAPERS
from kepu_app.workbooks.export import KINDS, custom_columns, province_workbook
from tests.site import papers
from tests.site.client import Client
from tests.site.endpoints import messages, said
from tests.site.factories import APPROVER, COUNTY, HOME, KEEPER, REPORTER, World, acting_as
from tests.site.prints import text_of
from tests.unit.font_files import make_font
from tests.years import year_of

YEAR = year_of(__file__)
SignIn = Callable[[str], Client]


@pytest.fixture(scope="module")
def world(world: World) -> World:
	papers.ready_submission(world)
	return world


def name_of(world: World, kind: str) -> str:
	return world.summary() if DOCTYPES[kind] == "Annual Summary" else world.submission()


def pdf(client: Client, world: World, kind: str, **arguments: Any) -> bytes:
	place = {"doctype": DOCTYPES[kind], "name": name_of(world, kind)}
	response = client.get("frappe.utils.print_format.download_pdf", **place, **arguments)
	assert response.ok, said(response)
	return response.content


def fonts_of(content: bytes) -> set[str]:
	pages = PdfReader(io.BytesIO(content)).pages
	fonts = (font for page in pages for font in page["/Resources"]["/Font"].values())
	return {str(font.get_object()["/BaseFont"]).split("+")[1] for font in fonts}


# ---------------------------------------------------------------------- own copies


@contextmanager
def own_copy(paper: str, html: str = "", css: str = "") -> Iterator[str]:
	"""Make a copy as the administrator's button makes it, changed as he may change it; gives its name."""
	name = make_copy(paper)
	if html or css:
		doc = frappe.get_doc("Print Format", name)
		doc.update({"html": html or doc.html, "css": css})
		doc.save()
	frappe.db.commit()
	try:
		yield name
	finally:
		frappe.db.rollback()
		frappe.delete_doc_if_exists("Print Format", name)
		frappe.db.commit()


@pytest.mark.parametrize("paper", PAPERS)
def test_a_copy_prints_what_the_shipped_one_prints(world: World, sign_in: SignIn, paper: str) -> None:
	client = sign_in(APPROVER)
	with own_copy(paper) as name:
		copy = frappe.get_doc("Print Format", name)
		assert (copy.kepu_paper, copy.doc_type, copy.standard) == (paper, DOCTYPES[paper], "No")
		assert copy.html.strip() == shipped_template(PAPERS[paper]).strip()
		own, shipped = (pdf(client, world, paper, format=each) for each in (name, paper))
	assert text_of(own) == text_of(shipped)
	assert fonts_of(own) == fonts_of(shipped)


def test_copies_have_names_of_their_own_in_the_users_language() -> None:
	frappe.local.lang = "zh"
	with own_copy("Annual Summary") as first, own_copy("Annual Summary") as second:
		assert first.endswith("（自定义）")
		assert second == f"{first} 2"


def test_only_who_may_make_print_formats_makes_copies(world: World, sign_in: SignIn) -> None:
	before = frappe.db.count("Print Format")
	for user in (KEEPER, APPROVER, REPORTER):
		response = sign_in(user).call("kepu_app.printing.api.make_copy", paper="Annual Summary")
		assert response.status_code == 403, user
	frappe.db.rollback()
	assert frappe.db.count("Print Format") == before
	with pytest.raises(frappe.ValidationError):
		make_copy("Typical Case")


def test_the_default_one_prints_everywhere_until_it_is_removed(world: World, sign_in: SignIn) -> None:
	client, paper = sign_in(APPROVER), PAPERS["Annual Summary"]
	shipped = pdf(client, world, "Annual Summary")
	source = shipped_template(paper).replace("附件2", "本省附件2")
	with own_copy("Annual Summary", source, "h1 { color: #c00000 }") as name:
		make_default(name)
		frappe.db.commit()
		assert "本省附件2" in text_of(pdf(client, world, "Annual Summary"))
		templates = own_templates()
		assert "本省附件2" in templates.pages[paper]
		assert templates.styles[paper] == "h1 { color: #c00000 }"
		frappe.delete_doc("Print Format", name)
		frappe.db.commit()
	assert frappe.get_meta("Annual Summary").default_print_format == "Annual Summary"
	assert own_templates().pages == {}
	assert pdf(client, world, "Annual Summary") == shipped


# ---------------------------------------------------------------------- own fields


LEADER, FIRST, APPOINTED, PEOPLE = "分管领导", "首次推荐", "任职日期", "人口（万人）"
OWN_FIELDS = {
	"Annual Summary": (LEADER, "Data", "副区长 {{ 7*7 }}<b>"),
	"Typical Case": (FIRST, "Check", 1),
	"Speaker Nominee": (APPOINTED, "Date", "2020-03-01"),
	"County": (PEOPLE, "Float", 180.5),
}
"""By DocType: label, type and a value."""
FIELDNAME = "kepu_test_own"


@pytest.fixture(scope="module")
def own_fields(world: World) -> Iterator[None]:
	fields = []
	for doctype, (label, fieldtype, _value) in OWN_FIELDS.items():
		values = {"fieldname": FIELDNAME, "label": label, "fieldtype": fieldtype}
		fields.append(frappe.get_doc(doctype="Custom Field", dt=doctype, **values).insert())
	fields.append(
		frappe.get_doc(
			doctype="Custom Field",
			dt="Annual Summary",
			fieldname="kepu_test_hidden",
			label="内部意见",
			fieldtype="Data",
			permlevel=1,
		).insert()
	)
	for doctype, (_label, _fieldtype, value) in OWN_FIELDS.items():
		filters = {"name": COUNTY} if doctype == "County" else {"cycle": YEAR, "province": HOME}
		frappe.db.set_value(doctype, filters, FIELDNAME, value, update_modified=False)
	frappe.db.set_value("Annual Summary", world.summary(), "kepu_test_hidden", "只给管理员看")
	frappe.clear_document_cache("County", COUNTY)
	frappe.db.commit()
	yield
	frappe.db.rollback()
	for field in fields:
		field.delete()
	frappe.clear_document_cache("County", COUNTY)
	frappe.db.commit()


@pytest.mark.parametrize(
	("paper", "source", "printed"),
	[
		(
			"Annual Summary",
			f'<p>{{{{ paper.extra["{LEADER}"] }}}}，{{{{ paper.extra["{PEOPLE}"] }}}}</p>',
			"副区长{{7*7}}<b>，180.5",
		),
		(
			"Case Book",
			f"{{% for case in paper.cases %}}<p>{{{{ case.extra.{FIRST} }}}}</p>{{% endfor %}}",
			"是",
		),
		(
			"Nominee List",
			f"{{% for nominee in paper.nominees %}}<p>{{{{ nominee.extra.{APPOINTED} }}}}</p>{{% endfor %}}",
			"2020年3月1日",
		),
	],
)
def test_an_own_copy_prints_own_fields(
	world: World, own_fields: None, sign_in: SignIn, paper: str, source: str, printed: str
) -> None:
	with own_copy(paper, source) as name:
		lines = text_of(pdf(sign_in(APPROVER), world, paper, format=name)).split("\n")
	assert printed in ["".join(line.split()) for line in lines]


def test_a_field_that_not_all_readers_may_see_is_nowhere(
	world: World, own_fields: None, sign_in: SignIn
) -> None:
	assert "内部意见" not in [column.label for column in custom_columns(list(KINDS))]
	assert all("内部意见" not in each.extra for each in submission_model(world.submission()).summaries)
	with own_copy("Annual Summary", "<p>{{ paper.extra.内部意见 }}</p>") as name:
		response = sign_in(APPROVER).get(
			"frappe.utils.print_format.download_pdf",
			doctype="Annual Summary",
			name=world.summary(),
			format=name,
		)
	assert response.status_code == 417
	assert "内部意见" in messages(response)


def test_own_fields_are_in_workbook_and_overview(world: World, own_fields: None) -> None:
	columns = custom_columns(list(KINDS))
	assert {column.label for column in columns} == {
		label for label, _fieldtype, _value in OWN_FIELDS.values()
	}
	read = read_workbook(province_workbook(world.submission()), cycle_model(YEAR), custom_columns=columns)
	stored = submission_model(world.submission(), held_only=False)
	for records in ("counties", "summaries", "cases", "nominees"):
		found = [each.extra for each in getattr(read.submission, records)]
		expected = [_given(each.extra) for each in getattr(stored, records)]
		assert found == expected
		assert any(found), records
	texts = [
		str(cell.value)
		for sheet in openpyxl.load_workbook(io.BytesIO(write_overview(stored, ()))).worksheets
		for row in sheet.iter_rows()
		for cell in row
	]
	for shown in (LEADER, FIRST, APPOINTED, PEOPLE, "副区长 {{ 7*7 }}<b>", "是", "180.5"):
		assert shown in texts, shown


def _given(extra: dict[str, Any]) -> dict[str, Any]:
	return {label: value for label, value in extra.items() if value not in (None, "")}


# ---------------------------------------------------------------------- own fonts


@pytest.fixture
def fonts(tmp_path: Path) -> Iterator[Path]:
	"""Yield a folder with a 方正小标宋 that has the characters of one title."""
	make_font(tmp_path / "xbs.ttf", "FZXiaoBiaoSong-B05S", "年工作总结")
	tmp_path.chmod(0o755)
	yield tmp_path
	frappe.db.rollback()
	frappe.db.set_single_value("Kepu Settings", "font_folders", "")
	frappe.db.commit()


def save_folders(text: str) -> None:
	settings = frappe.get_doc("Kepu Settings")
	settings.font_folders = text
	settings.save()
	frappe.db.commit()


def test_own_fonts_print_until_they_are_taken_away(world: World, sign_in: SignIn, fonts: Path) -> None:
	client = sign_in(APPROVER)
	before = pdf(client, world, "Annual Summary")
	with acting_as(KEEPER):
		save_folders(f"\n {fonts} \n")
	assert "FZXiaoBiaoSong-B05S" in fonts_of(pdf(client, world, "Annual Summary"))
	assert own_templates().font_folders == (fonts,)
	with acting_as(KEEPER):
		save_folders("")
	assert pdf(client, world, "Annual Summary") == before


def test_folders_without_fonts_are_all_named_and_not_saved(
	world: World, sign_in: SignIn, tmp_path: Path
) -> None:
	folders = f"fonts\n/nowhere/<b>\n{tmp_path}"
	response = sign_in(KEEPER).resource(
		"PUT", "Kepu Settings", "Kepu Settings", json={"font_folders": folders}
	)
	assert response.status_code == 417, said(response)
	for part in ("“fonts”：应写完整路径", "/nowhere/&lt;b&gt;", f"“{tmp_path}”：其中没有"):
		assert part in messages(response)
	frappe.db.rollback()
	assert not frappe.db.get_single_value("Kepu Settings", "font_folders")
