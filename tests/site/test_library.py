"""The library of cases and the comparison of years: who reads it and when, what is found, how fast."""

import functools
import json
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
from frappe.model.document import Document

from kepu_app.core.library import LibraryCase, library_book
from kepu_app.library import cases
from kepu_app.library.printing import book_of
from kepu_app.patches.v0_2 import reports_over_the_years
from kepu_app.utils.background import exclusive
from tests.site import factories
from tests.site.client import Client
from tests.site.effort import slowest
from tests.site.endpoints import error_type, said
from tests.site.factories import (
	APPROVER,
	ASSESSOR,
	CITY,
	COUNTY,
	FOREIGN,
	FOREIGN_APPROVER,
	FOREIGN_COUNTY,
	FOREIGN_REPORTER,
	HOME,
	KEEPER,
	OFFICER,
	REPORTER,
	STRANGER,
	UNASSIGNED,
)
from tests.site.queries import statements
from tests.years import year_of

YEAR, LATER = (year_of(__file__, number) for number in range(2))
LIBRARY, COMPARISON = "Library of Cases", "Year to Year"
READERS = (REPORTER, CITY, APPROVER, FOREIGN_APPROVER, FOREIGN_REPORTER, ASSESSOR, OFFICER, KEEPER)
SignIn = Callable[[str], Client]


@pytest.fixture(scope="module")
def world(places: None) -> Iterator[dict[str, str]]:
	"""Names: of a selected case, of one that was not, of one in a cycle that is open."""
	names = {}
	for year, status in ((YEAR, "Closed"), (LATER, "Open")):
		factories.begin(year)
		names[status] = _case(
			year, COUNTY, "院士进乡村", "青铜峡流动科技馆100%覆盖，_满意度_高。", "Selected"
		)
		if year == YEAR:
			names["refused"] = _case(year, FOREIGN_COUNTY, "落选案例", "青铜峡备选。", "Not Selected")
			names["foreign"] = _case(year, FOREIGN_COUNTY, "田间课堂", "农技员手把手教。", "Accepted")
		frappe.db.set_value("Reporting Cycle", year, "status", status)
		frappe.db.commit()
	frappe.db.commit()
	yield names
	for year in (YEAR, LATER):
		factories.end(year)


def _case(year: str, county: str, title: str, text: str, state: str) -> str:
	doc = factories.make_case(year, county)
	values = {"title": title, "text": text}
	frappe.db.set_value("Typical Case", doc.name, values, update_modified=False)
	factories.force_state(doc, state)
	return doc.name


def run(client: Client, report: str, **filters: Any) -> list[dict[str, Any]]:
	response = client.get("frappe.desk.query_report.run", report_name=report, filters=json.dumps(filters))
	assert response.ok, said(response)
	return [row for row in response.json()["message"]["result"] if isinstance(row, dict)]


def found(client: Client, **filters: Any) -> list[str]:
	return [row["case"] for row in run(client, LIBRARY, year=int(YEAR), **filters)]


@pytest.mark.parametrize("reader", READERS)
def test_every_role_reads_what_was_selected_once_the_cycle_is_closed(
	reader: str, world: dict[str, str], sign_in: SignIn
) -> None:
	client = sign_in(reader)
	assert set(found(client)) == {world["Closed"], world["foreign"]}
	answer = client.get("kepu_app.library.api.read_case", case=world["foreign"])
	assert answer.json()["message"]["text"] == "农技员手把手教。"


def test_a_year_is_read_as_people_write_it(world: dict[str, str], sign_in: SignIn) -> None:
	client = sign_in(READERS[0])
	for typed in (
		f"{YEAR}年",
		f" {YEAR} ",
		YEAR.translate({ord(f"{each}"): 0xFF10 + each for each in range(10)}),
	):
		assert {row["year"] for row in run(client, LIBRARY, year=typed)} == {YEAR}
	for typed in ("abc", "20", "-1", "2024-2025"):
		filters = json.dumps({"year": typed})
		response = client.get("frappe.desk.query_report.run", report_name=LIBRARY, filters=filters)
		assert (response.status_code, error_type(response)) == (417, "FilterError"), typed


@pytest.mark.parametrize("reader", READERS)
def test_nobody_reads_it_before(reader: str, world: dict[str, str], sign_in: SignIn) -> None:
	client = sign_in(reader)
	assert run(client, LIBRARY, year=int(LATER)) == []
	for name in (world["Open"], world["refused"], "CASE-0-00000"):
		response = client.get("kepu_app.library.api.read_case", case=name)
		assert error_type(response) == "PermissionError", name
		printed = client.call("kepu_app.library.api.book", cases=json.dumps([name]))
		assert error_type(printed) == "PermissionError", name


def test_whoever_works_nowhere_reads_nothing(world: dict[str, str], sign_in: SignIn) -> None:
	assert found(sign_in(UNASSIGNED)) == []
	stranger = sign_in(STRANGER)
	for response in (
		stranger.get("frappe.desk.query_report.run", report_name=LIBRARY, filters="{}"),
		stranger.get("kepu_app.library.api.read_case", case=world["Closed"]),
		stranger.call("kepu_app.library.api.book", cases=json.dumps([world["Closed"]])),
	):
		assert response.status_code == 403


@pytest.mark.parametrize(
	("filters", "wanted"),
	[
		({"words": "青铜峡"}, {"Closed"}),
		({"words": "院士"}, {"Closed"}),
		({"words": "院士　流动"}, {"Closed"}),
		({"words": "院士 田间"}, set()),
		({"words": "安徽"}, {"Closed"}),
		({"words": "宿州 埇桥 院士"}, {"Closed"}),
		({"words": "100%"}, {"Closed"}),
		({"words": "_满意度_"}, {"Closed"}),
		({"words": "%"}, {"Closed"}),
		({"words": "\\"}, set()),
		({"words": "' OR 1=1 -- "}, set()),
		({"province": FOREIGN}, {"foreign"}),
		({"province": HOME}, {"Closed"}),
		({"topic": "没有这个专题"}, set()),
		({"topic": "科普资源"}, {"Closed", "foreign"}),
	],
)
def test_words_topic_and_province_narrow(
	filters: dict[str, str], wanted: set[str], world: dict[str, str], sign_in: SignIn
) -> None:
	assert set(found(sign_in(REPORTER), **filters)) == {world[each] for each in wanted}


def test_the_excerpt_is_around_the_word() -> None:
	text = "甲" * 100 + "流动科技馆" + "乙" * 100
	shown = cases.excerpt(text, ["没有", "科技馆"])
	assert "科技馆" in shown
	assert shown.startswith("…")
	assert shown.endswith("…")
	assert cases.excerpt("短文", []) == "短文"


def print_book(client: Client, names: list[str], title: str = "案例汇编", file_type: str = "pdf") -> Any:
	return client.call("kepu_app.library.api.book", cases=json.dumps(names), title=title, file_type=file_type)


@pytest.mark.parametrize(("file_type", "start"), [("pdf", b"%PDF-"), ("docx", b"PK")])
def test_a_chosen_set_is_a_book_of_the_asker_alone(
	file_type: str,
	start: bytes,
	world: dict[str, str],
	sign_in: SignIn,
	finish_jobs: Callable[..., None],
) -> None:
	client = sign_in(REPORTER)
	response = print_book(client, [world["Closed"], world["foreign"], world["Open"]], "案例汇编", file_type)
	assert response.ok, said(response)
	assert response.json()["message"]["cases"] == 2, "the open cycle's is none of the library"
	finish_jobs(120)
	state = client.get("kepu_app.library.api.book_progress").json()["message"]
	assert (state["state"], state["done"], state["file_name"]) == ("Done", 3, f"案例汇编.{file_type}")
	assert client.request("GET", state["file_url"]).content.startswith(start)
	file = frappe.get_value("File", {"file_url": state["file_url"]})
	for user in (FOREIGN_REPORTER, CITY, APPROVER, OFFICER, KEEPER):
		other = sign_in(user)
		assert other.get("kepu_app.library.api.book_progress").json()["message"]["file_url"] == "", user
		assert other.request("GET", state["file_url"]).status_code in (403, 404), user
		assert other.resource("GET", "File", file).status_code in (403, 404), user
	frappe.delete_doc("File", file)
	frappe.db.commit()


def test_the_parts_follow_the_order_of_the_notice(world: dict[str, str]) -> None:
	"""Whichever case comes first."""
	codes = frappe.get_all(
		"Cycle Topic", {"parent": YEAR}, ["code", "topic_name"], order_by="idx desc", as_list=True
	)
	rows = [frappe._dict(year=int(YEAR), topic_name=name) for _code, name in codes]
	assert cases.topics_of(rows) == [name for _code, name in reversed(codes)]
	assert cases.topics_of([]) == []
	parts = library_book(
		[
			LibraryCase(int(YEAR), "安徽省", f"34130{place}", "某县", name, "题目", "内容")
			for place, (_code, name) in enumerate(codes)
		],
		"汇编",
		topics=cases.topics_of(rows),
	).parts
	assert [each.heading.partition("、")[2] for each in parts] == [name for _code, name in reversed(codes)]


def test_a_book_that_cannot_be_printed_says_why(
	world: dict[str, str], sign_in: SignIn, finish_jobs: Callable[..., None]
) -> None:
	client = sign_in(CITY)
	assert print_book(client, [world["Closed"]], "案例\U0003fffd汇编").ok
	finish_jobs(120)
	state = client.get("kepu_app.library.api.book_progress").json()["message"]
	assert (state["state"], state["file_url"]) == ("Failed", "")
	assert "字体" in state["message"]
	frappe.db.delete("Error Log")
	frappe.db.commit()


def test_a_book_is_one_at_a_time_and_of_a_thousand_at_most(world: dict[str, str], sign_in: SignIn) -> None:
	client = sign_in(FOREIGN_REPORTER)
	with exclusive(book_of(FOREIGN_REPORTER).job):
		again = print_book(client, [world["Closed"]])
		assert error_type(again) == "AlreadyRunningError"
	assert error_type(print_book(client, [f"CASE-{number}" for number in range(1001)])) == "ValidationError"
	assert error_type(print_book(client, [world["Closed"]], file_type="exe")) == "ValidationError"
	assert error_type(print_book(client, [world["Closed"]], "汇编\u202e")) == "FileNameError"
	by_get = client.get("kepu_app.library.api.book", cases="[]")
	assert by_get.status_code == 403


@pytest.fixture
def many_cases(world: dict[str, str]) -> Iterator[None]:
	"""160 cases of a thousand characters in each of five years; in one of them a bridge."""
	first = frappe.get_doc("Typical Case", world["Closed"])
	fields = first.meta.get_valid_columns()
	text = "开展科普活动，群众踊跃参与，效果良好。" * 55
	values = first.get_valid_dict()
	rows = [
		tuple(
			{**values, "name": f"CASE-MANY-{n:05d}", "text": f"第{n}号。{text}"}.get(each) for each in fields
		)
		for n in range(800)
	]
	frappe.db.bulk_insert("Typical Case", list(fields), rows)
	frappe.db.set_value("Typical Case", "CASE-MANY-00777", "text", f"{text}独一无二的九孔桥。")
	frappe.db.commit()
	yield
	frappe.db.delete("Typical Case", {"name": ["like", "CASE-MANY-%"]})
	frappe.db.commit()


def test_five_years_of_160_cases_are_searched_within_300_ms(many_cases: None, sign_in: SignIn) -> None:
	"""By HTTP, 95 of 100 searches."""
	client = sign_in(REPORTER)
	searches = ("九孔桥", "九孔桥　独一", "科普 没有这样的话", "桥 没有")
	assert [row["case"] for row in run(client, LIBRARY, words="九孔桥")] == ["CASE-MANY-00777"]
	assert slowest(functools.partial(run, client, LIBRARY, words=words) for words in searches * 15) < 0.3


def test_searching_asks_a_fixed_number_of_queries(many_cases: None) -> None:
	def queries(words: str) -> int:
		cases.search(words)
		with statements() as asked:
			assert (len(cases.search(words)) >= 800) == (words == "科普")
		return len(asked)

	with factories.acting_as(REPORTER):
		assert queries("九孔桥") == queries("科普") <= 2


# ---------------------------------------------------------------------- from year to year


@pytest.fixture
def two_years(world: dict[str, str]) -> Iterator[None]:
	"""Provide a county that filed in both years: the first one short and late, the second one longer and in
	time."""
	for year, words, value, filed in (
		(YEAR, 1000, "10", "2074-12-31"),
		(LATER, 1500, "30", "2000-01-01"),
	):
		name = f"{year}-{COUNTY}"
		values = {"words": words, "workflow_state": "Approved", "first_submitted_at": filed}
		frappe.db.set_value("Annual Summary", name, values, update_modified=False)
		rows = frappe.get_all(
			"Summary Assessment", {"parent": name, "indicator_code": ["is", "set"]}, pluck="name"
		)
		met = "Met" if year == LATER else "Not Met"
		frappe.db.set_value("Summary Assessment", {"name": ["in", rows]}, {"value": value, "met": met})
	frappe.db.commit()
	return


def test_what_changed_from_year_to_year(two_years: None, sign_in: SignIn) -> None:
	rows = [
		row for row in run(sign_in(REPORTER), COMPARISON, cycle=LATER) if row["years"] == f"{YEAR}—{LATER}"
	]
	assert [row["county"] for row in rows] == [COUNTY]
	(row,) = rows
	assert (row["length"], row["length_change"]) == (1500, 500)
	assert row["days_late"] < 0
	assert row["days_change"] < 0
	assert row["met_change"] > 0
	assert "未达标→达标" in row["criteria"]
	assert "10→30" in row["figures"]


@pytest.mark.parametrize(
	("reader", "mine"),
	[(REPORTER, {"安徽省"}), (APPROVER, {"安徽省"}), (FOREIGN_APPROVER, {"河南省"}), (UNASSIGNED, set())],
)
def test_years_are_compared_for_the_reader_s_places_alone(
	reader: str, mine: set[str], two_years: None, sign_in: SignIn
) -> None:
	for view in ("", "Province"):
		rows = run(sign_in(reader), COMPARISON, cycle=LATER, view=view)
		assert {row["province_name"] for row in rows} == mine


def test_a_province_s_years_are_summed_up(two_years: None, sign_in: SignIn) -> None:
	rows = run(sign_in(APPROVER), COMPARISON, cycle=LATER, view="Province")
	by_year = {row["year"]: row for row in rows}
	assert by_year[LATER]["filed"] == 1
	assert by_year[LATER]["mean_length"] == 1500
	assert by_year[LATER]["on_time"] == 100
	assert by_year[YEAR]["on_time"] == 0


def test_comparing_asks_a_fixed_number_of_queries(two_years: None) -> None:
	from kepu_app.kepu.report.year_to_year.year_to_year import execute

	def queries(**filters: Any) -> int:
		execute({"cycle": LATER, **filters})
		with statements() as asked:
			execute({"cycle": LATER, **filters})
		return len(asked)

	with factories.acting_as(OFFICER):
		assert queries(county=COUNTY) == queries() <= 6


@pytest.fixture
def workspace_before() -> Iterator[Document]:
	"""Yield the workspace as sites have it that were installed before these reports, with a link of their
	own."""
	workspace = frappe.get_doc("Workspace", "Kepu")
	new = reports_over_the_years.REPORTS
	workspace.links = [row for row in workspace.links if row.link_to not in new]
	own = {"type": "Link", "label": "本省报表", "link_type": "DocType", "link_to": "County"}
	workspace.append("links", own)
	for index, row in enumerate(workspace.links, start=1):
		row.idx = index
	workspace.save()
	yield workspace
	frappe.db.rollback()
	frappe.clear_document_cache("Workspace", "Kepu")


def _links() -> list[tuple[str, str]]:
	rows = frappe.get_all(
		"Workspace Link", {"parent": "Kepu"}, ["type", "label"], order_by="idx", as_list=True
	)
	return [tuple(row) for row in rows]


def test_existing_sites_get_the_links_once_and_keep_their_own(workspace_before: Document) -> None:
	before = _links()
	for _again in range(2):
		reports_over_the_years.execute()
	end = before.index(("Link", "Review Turnaround")) + 1
	added = [("Link", report) for report in reports_over_the_years.REPORTS]
	assert _links() == [*before[:end], *added, *before[end:]]
	assert before[-1] == ("Link", "本省报表")


def test_a_workspace_without_the_card_is_left_alone(workspace_before: Document) -> None:
	workspace_before.reload()
	for row in workspace_before.links:
		if row.label == reports_over_the_years.CARD:
			row.label = "报表"
	workspace_before.save()
	before = _links()
	reports_over_the_years.execute()
	assert _links() == before
