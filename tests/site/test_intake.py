"""Word in, on a site: into a form unsaved, and a province's files as one step that people confirm."""

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
from docx import Document

from kepu_app.intake import receipts
from tests.blank_pdf import blank_pdf
from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import messages
from tests.site.factories import (
	APPROVER,
	COUNTY,
	DEPUTY,
	FOREIGN_APPROVER,
	HOME,
	NEIGHBOUR,
	OTHER_CITY,
	REPORTER,
	World,
	acting_as,
	fill_summary,
)
from tests.site.sample_files import zipped
from tests.years import year_of_papers

YEAR = year_of_papers(__file__)
NEXT_YEAR = int(YEAR) + 1
API = "kepu_app.intake.api"
SignIn = Callable[[str], Client]


@pytest.fixture(scope="module")
def year() -> str:
	return YEAR


@pytest.fixture
def fresh(world: World) -> Iterator[World]:
	_allow_entering(1)
	yield world
	factories.start_anew()
	for name in frappe.get_all("Receipt List", pluck="name"):
		frappe.delete_doc("Receipt List", name, force=True, ignore_permissions=True)
	_allow_entering(0)
	factories.renew_documents(world)


def _allow_entering(value: int) -> None:
	province = frappe.get_doc("Province", HOME)
	province.enters_for_counties = value
	province.save()
	frappe.db.commit()


def headings() -> list[str]:
	return [row.heading for row in frappe.get_doc("Reporting Cycle", YEAR).headings]


def report(county: str, mark: str = "全年举办科普活动五十二场。") -> bytes:
	"""Return a summary in Word, in the name of a county."""
	name = factories.COUNTIES[county][0]
	document = Document()
	document.add_paragraph(f"安徽省{factories.COUNTIES[county][2]}{name}{YEAR}年工作总结")
	for heading in headings():
		document.add_paragraph(heading)
		document.add_paragraph(mark)
	document.add_paragraph(f"{name}科学技术协会")
	document.add_paragraph(f"{NEXT_YEAR}年1月6日")
	target = io.BytesIO()
	document.save(target)
	return target.getvalue()


def post(client: Client, method: str, file: tuple[str, bytes] | None = None, **values: Any) -> Any:
	files = {"file": file} if file else None
	return client.request("POST", f"/api/method/{API}.{method}", data=values, files=files)


# ---------------------------------------------------------------------- into a form


def test_a_reporter_reads_a_word_file_and_nothing_is_stored(fresh: World, sign_in: SignIn) -> None:
	before = factories.stored(frappe.get_doc("Annual Summary", fresh.summary()))
	place = {"doctype": "Annual Summary", "cycle": YEAR, "county": COUNTY, "name": fresh.summary()}
	answer = post(sign_in(REPORTER), "read", ("总结.docx", report(COUNTY)), **place)
	assert answer.ok, answer.text
	(record,) = answer.json()["message"]["records"]
	assert [row["heading"] for row in record["tables"]["sections"]] == headings()
	assert record["values"] == {"on_behalf_of": "埇桥区科学技术协会", "dated": f"{NEXT_YEAR}-01-06"}
	frappe.db.rollback()
	assert factories.stored(frappe.get_doc("Annual Summary", fresh.summary())) == before


def test_a_pasted_report_is_put_under_its_headings(fresh: World, sign_in: SignIn) -> None:
	text = "\n".join(line for heading in headings() for line in (heading, "举办活动。"))
	place = {"doctype": "Annual Summary", "cycle": YEAR, "county": COUNTY, "name": fresh.summary()}
	answer = post(sign_in(REPORTER), "read_text", text=text, **place)
	assert len(answer.json()["message"]["records"][0]["tables"]["sections"]) == len(headings())


@pytest.mark.parametrize(
	"file", [("总结.docx", b"PK\x03\x04kaputt"), ("总结.docm", b"PK"), ("预算.xlsx", b"PK\x03\x04")]
)
def test_what_cannot_be_read_is_said_by_its_name(
	fresh: World, sign_in: SignIn, file: tuple[str, bytes]
) -> None:
	place = {"doctype": "Annual Summary", "cycle": YEAR, "county": COUNTY, "name": fresh.summary()}
	answer = post(sign_in(REPORTER), "read", file, **place)
	assert answer.status_code == 417
	assert file[0] in messages(answer)


def test_nobody_reads_into_a_document_that_he_may_not_write(fresh: World, sign_in: SignIn) -> None:
	place = {"doctype": "Annual Summary", "cycle": YEAR, "county": COUNTY, "name": fresh.summary()}
	assert post(sign_in(FOREIGN_APPROVER), "read", ("总结.docx", report(COUNTY)), **place).status_code in (
		403,
		404,
	)


def test_the_original_is_kept_with_the_document(fresh: World, sign_in: SignIn) -> None:
	place = {"doctype": "Annual Summary", "name": fresh.summary()}
	answer = post(sign_in(REPORTER), "keep_original", ("埇桥区总结.docx", report(COUNTY)), **place)
	assert answer.ok, answer.text
	frappe.db.rollback()
	file = frappe.get_doc("File", answer.json()["message"]["name"])
	assert (file.attached_to_name, file.is_private) == (fresh.summary(), 1)


def test_what_came_along_when_pasting_is_mended_by_one_click(fresh: World, sign_in: SignIn) -> None:
	sections = [
		{"heading": heading, "text": f"{heading}\n正文。" if index == 0 else "正文。"}
		for index, heading in enumerate(headings())
	]
	summary = {"cycle": YEAR, "county": COUNTY, "sections": sections}
	answer = sign_in(REPORTER).call(f"{API}.mend", summary=json.dumps(summary), fix="drop_heading", part=0)
	assert answer.json()["message"]["tables"]["sections"][0]["text"] == "正文。"


def test_the_form_names_the_fix(fresh: World, sign_in: SignIn) -> None:
	doc = fill_summary(fresh.summary())
	with acting_as(REPORTER):
		doc = frappe.get_doc(doc.doctype, doc.name)
		doc.sections[0].text = f"{doc.sections[0].heading}\n{doc.sections[0].text}"
		doc.save()
	frappe.db.commit()
	missing = sign_in(REPORTER).get(
		"kepu_app.review.api.missing_for_next_step", doctype=doc.doctype, name=doc.name
	)
	assert [
		(each["fix"], each["is_error"], each["row"]) for each in missing.json()["message"] if each["fix"]
	] == [("drop_heading", False, 0)]


# ---------------------------------------------------------------------- a province's files


def receipt_list(client: Client, world: World, *files: tuple[str, bytes]) -> str:
	"""Files sent in by the approver and read, as the worker would."""
	name = post(client, "begin", submission=world.submission()).json()["message"]
	for file in files:
		answer = post(client, "add_file", file, receipt_list=name)
		assert answer.ok, answer.text
	frappe.db.rollback()
	with acting_as(client.user):
		receipts.read_all(name)
	frappe.db.commit()
	return name


def rows(name: str) -> list[tuple[Any, ...]]:
	frappe.db.rollback()
	return [
		(row.file_name, row.kind, row.county, row.is_used, row.outcome)
		for row in frappe.get_doc("Receipt List", name).items
	]


def test_files_and_a_zip_are_placed_and_taken_over_as_one_step(fresh: World, sign_in: SignIn) -> None:
	client = sign_in(APPROVER)
	archive = zipped(
		{"砀山县/工作总结.docx": report(NEIGHBOUR), "肥西县.docx": report(OTHER_CITY), "Thumbs.db": b"x"}
	)
	name = receipt_list(
		client, fresh, ("埇桥区总结.docx", report(COUNTY)), ("各县.zip", archive), ("坏.docx", b"PK\x03\x04")
	)
	assert sorted(rows(name)) == sorted(
		[
			("埇桥区总结.docx", "Annual Summary", COUNTY, 1, ""),
			("各县.zip/砀山县/工作总结.docx", "Annual Summary", NEIGHBOUR, 1, ""),
			("各县.zip/肥西县.docx", "Annual Summary", OTHER_CITY, 1, ""),
			("各县.zip/Thumbs.db", "Not Used", None, 0, ""),
			("坏.docx", "Not Used", None, 0, "Unreadable"),
		]
	)
	rehearsal = post(client, "take_over", receipt_list=name).json()["message"]
	assert (len(rehearsal["changes"]), rehearsal["obstacles"]) == (3, 0), rehearsal
	frappe.db.rollback()
	assert not frappe.get_doc("Annual Summary", fresh.summary()).sections[0].text
	answer = post(client, "take_over", receipt_list=name, confirmed=1)
	assert answer.ok, answer.text[-3000:]
	assert answer.json()["message"] == {"written": 3}
	frappe.db.rollback()
	doc = frappe.get_doc("Annual Summary", fresh.summary(NEIGHBOUR))
	assert (doc.sections[0].text, doc.entered_by, doc.workflow_state) == (
		"全年举办科普活动五十二场。",
		APPROVER,
		"Draft",
	)
	(kept,) = frappe.get_all("File", {"attached_to_name": doc.name}, pluck="file_name")
	assert kept.startswith("工作总结")


def test_a_file_with_a_summary_and_a_case_is_two_lines_and_both_are_taken_over(
	fresh: World, sign_in: SignIn
) -> None:
	document = Document(io.BytesIO(report(COUNTY)))
	topic = frappe.get_doc("Reporting Cycle", YEAR).topics[0].topic_name
	case = "埇桥区建成科普馆三座，年接待十万人次，成为全市样板。" * 6
	for line in ("附件3", "典型案例", f"一、埇桥区（{topic}）", "一座馆点亮一座城", case):
		document.add_paragraph(line)
	target = io.BytesIO()
	document.save(target)
	client = sign_in(APPROVER)
	name = receipt_list(client, fresh, ("埇桥区材料.docx", target.getvalue()))
	assert rows(name) == [
		("埇桥区材料.docx", "Annual Summary", COUNTY, 1, ""),
		("埇桥区材料.docx", "Typical Case", COUNTY, 1, ""),
	]
	answer = post(client, "take_over", receipt_list=name, confirmed=1)
	assert answer.ok, answer.text[-3000:]
	frappe.db.rollback()
	assert case not in str(frappe.get_doc("Annual Summary", fresh.summary()).as_dict())
	(found,) = frappe.get_all(
		"Typical Case", {"cycle": YEAR, "title": "一座馆点亮一座城"}, ["county", "text"]
	)
	assert (found.county, found.text) == (COUNTY, case)


def test_of_two_versions_the_newer_one_is_used(fresh: World, sign_in: SignIn) -> None:
	old = report(COUNTY, "旧稿。")
	document = Document(io.BytesIO(old))
	document.paragraphs[-1].text = f"{NEXT_YEAR}年1月2日"
	target = io.BytesIO()
	document.save(target)
	name = receipt_list(
		sign_in(APPROVER), fresh, ("埇桥区.docx", report(COUNTY)), ("埇桥区 旧.docx", target.getvalue())
	)
	assert sorted(each[2:] for each in rows(name)) == sorted(
		[(COUNTY, 1, ""), (COUNTY, 0, "Replaced by a Newer Version")]
	)


def test_without_the_setting_the_province_is_told_and_nothing_is_written(
	fresh: World, sign_in: SignIn
) -> None:
	client = sign_in(APPROVER)
	name = receipt_list(client, fresh, ("埇桥区总结.docx", report(COUNTY)))
	_allow_entering(0)
	rehearsal = post(client, "take_over", receipt_list=name).json()["message"]
	assert "没有启用代录" in rehearsal["changes"][0]["refusal"]
	assert post(client, "take_over", receipt_list=name, confirmed=1).status_code == 417


def test_what_the_county_wrote_meanwhile_is_not_overwritten(fresh: World, sign_in: SignIn) -> None:
	client = sign_in(APPROVER)
	name = receipt_list(client, fresh, ("埇桥区总结.docx", report(COUNTY)))
	fill_summary(fresh.summary())
	frappe.db.commit()
	rehearsal = post(client, "take_over", receipt_list=name).json()["message"]
	assert (rehearsal["changes"][0]["is_outdated"], rehearsal["obstacles"]) == (True, 1)


def test_people_correct_kind_and_county(fresh: World, sign_in: SignIn) -> None:
	client = sign_in(APPROVER)
	document = Document()
	document.add_paragraph("关于本年度工作的材料")
	document.add_paragraph("全年举办活动。" * 30)
	target = io.BytesIO()
	document.save(target)
	name = receipt_list(client, fresh, ("材料.docx", target.getvalue()))
	assert rows(name)[0][1:] == ("", None, 0, "")
	doc = client.resource("GET", "Receipt List", name).json()["data"]
	doc["items"][0].update({"kind": "Annual Summary", "county": COUNTY, "is_used": 1})
	answer = client.resource("PUT", "Receipt List", name, json=doc)
	assert answer.ok, answer.text
	answer = post(client, "take_over", receipt_list=name, confirmed=1)
	assert answer.ok, answer.text[-3000:]
	assert answer.json()["message"] == {"written": 1}


def test_what_was_read_is_nobody_s_to_write(fresh: World, sign_in: SignIn) -> None:
	client = sign_in(APPROVER)
	name = receipt_list(client, fresh, ("埇桥区总结.docx", report(COUNTY)))
	doc = client.resource("GET", "Receipt List", name).json()["data"]
	content = doc["items"][0]["content"]
	doc["items"][0].update({"content": content.replace("五十二", "九百"), "title": "x"})
	doc["status"] = "Taken Over"
	assert client.resource("PUT", "Receipt List", name, json=doc).ok
	frappe.db.rollback()
	row = frappe.get_doc("Receipt List", name)
	assert (row.items[0].content, row.status) == (content, "To Confirm")


def test_a_county_of_another_province_is_refused(fresh: World, sign_in: SignIn) -> None:
	client = sign_in(APPROVER)
	name = receipt_list(client, fresh, ("埇桥区总结.docx", report(COUNTY)))
	doc = client.resource("GET", "Receipt List", name).json()["data"]
	doc["items"][0]["county"] = factories.FOREIGN_COUNTY
	assert not client.resource("PUT", "Receipt List", name, json=doc).ok


@pytest.mark.parametrize("user", [FOREIGN_APPROVER, REPORTER])
def test_a_list_is_its_province_s(fresh: World, sign_in: SignIn, user: str) -> None:
	name = receipt_list(sign_in(APPROVER), fresh, ("埇桥区总结.docx", report(COUNTY)))
	client = sign_in(user)
	assert client.resource("GET", "Receipt List", name).status_code in (403, 404)
	assert post(client, "take_over", receipt_list=name).status_code in (403, 404)
	assert post(client, "begin", submission=fresh.submission()).status_code in (403, 404)


def test_a_scan_goes_to_its_county(fresh: World, sign_in: SignIn) -> None:
	factories.approved_summary(fresh)
	frappe.db.commit()
	submission = frappe.get_doc("Provincial Submission", fresh.submission())
	factories.force_state(submission, "Awaiting Seal")
	client = sign_in(DEPUTY)
	name = receipt_list(client, fresh, (f"{COUNTY}-埇桥区.pdf", blank_pdf()))
	assert rows(name)[0][1:4] == ("Stamped Scan", COUNTY, 1)
	answer = post(client, "take_over", receipt_list=name, confirmed=1)
	assert answer.ok, answer.text[-3000:]
	assert answer.json()["message"] == {"written": 1}
	frappe.db.rollback()
	scans = frappe.get_doc("Provincial Submission", fresh.submission()).scans
	assert [(row.paper, row.county) for row in scans] == [("Annual Summary", COUNTY)]
