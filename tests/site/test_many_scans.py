"""Many stamped scans at once: named by county or code, as files or a zip, and one rebuild."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import frappe
import pytest

from kepu_app.packages import api, many_scans
from kepu_app.utils import reading
from kepu_app.utils.doctypes import SUBMISSION
from tests.blank_pdf import blank_pdf
from tests.site import factories, papers
from tests.site.client import Client
from tests.site.endpoints import error_type, upload
from tests.site.factories import APPROVER, COUNTY, FOREIGN_APPROVER, NEIGHBOUR, REPORTER, World, step
from tests.site.in_process import Site
from tests.site.sample_files import zipped
from tests.years import year_of

YEAR = year_of(__file__)
API = "kepu_app.packages.api.place_many_scans"


@pytest.fixture(scope="module")
def finalised(world: World, finish_jobs: Callable[..., None]) -> Any:
	doc = step(papers.ready_submission(world), APPROVER, "Finalise")
	finish_jobs(300)
	return frappe.get_doc(SUBMISSION, doc.name)


def pdf(mark: str) -> bytes:
	return blank_pdf() + f"\n% {mark}\n".encode()


def sent(client: Client, doc: Any, files: dict[str, bytes]) -> list[str]:
	urls = []
	for name, content in files.items():
		response = upload(client, doc.doctype, doc.name, name, content)
		assert response.ok, response.text[:500]
		urls.append(response.json()["message"]["file_url"])
	return urls


def placed(client: Client, doc: Any, files: dict[str, bytes]) -> dict[str, Any]:
	response = client.call(API, submission=doc.name, file_urls=json.dumps(sent(client, doc, files)))
	assert response.ok, response.text[:1000]
	frappe.db.rollback()
	return response.json()["message"]


def papers_of(doc: Any) -> list[tuple[str, str | None]]:
	rows = frappe.get_doc(doc.doctype, doc.name).scans
	return sorted((row.paper, row.county or "") for row in rows)


def test_files_and_a_zip_find_their_places(
	finalised: Any, sign_in: Callable[[str], Client], finish_jobs: Callable[..., None]
) -> None:
	client = sign_in(APPROVER)
	files = {
		f"{COUNTY}盖章.pdf": pdf("1"),
		"其余.zip": zipped({"扫描/砀山县.pdf": pdf("2"), "扫描/附件3典型案例.pdf": pdf("3")}),
		"看不出.pdf": pdf("4"),
	}
	answer = placed(client, finalised, files)
	assert answer["placed"] == 3
	assert len(answer["remarks"]) == 1
	assert "看不出" in answer["remarks"][0]
	expected = [("Annual Summary", COUNTY), ("Annual Summary", NEIGHBOUR), ("Case Book", "")]
	assert papers_of(finalised) == expected
	names = frappe.get_all("File", {"attached_to_name": finalised.name}, pluck="file_name")
	assert any("看不出" in each for each in names), "what was not placed stays"
	finish_jobs(300)
	again = placed(client, finalised, {"埇桥区.pdf": pdf("5"), "宣讲团人选.pdf": pdf("6")})
	assert (again["placed"], again["remarks"]) == (2, [])
	assert papers_of(finalised) == [*expected, ("Nominee List", "")]
	finish_jobs(300)


def test_the_same_file_for_two_counties_is_pointed_out(
	finalised: Any, sign_in: Callable[[str], Client], finish_jobs: Callable[..., None]
) -> None:
	answer = placed(
		sign_in(APPROVER), finalised, {"双份.zip": zipped({"埇桥区.pdf": pdf("7"), "砀山县.pdf": pdf("7")})}
	)
	assert answer["placed"] == 2
	assert ["同一个文件用于两份材料" in each for each in answer["remarks"]] == [True]
	assert all(each in answer["remarks"][0] for each in ("埇桥区", "砀山县"))
	finish_jobs(300)


def test_nobody_else_places_scans(finalised: Any, sign_in: Callable[[str], Client]) -> None:
	for user in (FOREIGN_APPROVER, REPORTER):
		response = sign_in(user).call(API, submission=finalised.name, file_urls='["/private/files/x.pdf"]')
		assert not response.ok
	response = sign_in(APPROVER).call(API, submission=finalised.name, file_urls='["/private/files/x.pdf"]')
	assert error_type(response)


def test_a_zip_of_slow_files_takes_no_more_than_the_time_of_one_call(
	finalised: Any,
	sign_in: Callable[[str], Client],
	finish_jobs: Callable[..., None],
	monkeypatch: pytest.MonkeyPatch,
) -> None:
	"""One file a call is looked into, as if each took all the time that there is; nothing is lost on the way."""
	monkeypatch.setattr(many_scans, "READING_SECONDS", 0)
	files = {
		"埇桥区.pdf": pdf("8"),
		"看不出.pdf": pdf("9"),
		"砀山县.pdf": pdf("10"),
		"附件3典型案例.pdf": pdf("11"),
	}
	urls = sent(sign_in(APPROVER), finalised, {"慢.zip": zipped(files), "宣讲团人选.pdf": pdf("12")})
	answers = []
	with factories.acting_as(APPROVER):
		left = urls
		while left:
			answer = api.place_many_scans(finalised.name, left)
			frappe.db.commit()
			answers.append(answer)
			left = answer["left"]
			assert len(answers) < 9
	assert [each["placed"] for each in answers] == [1, 0, 1, 1, 1]
	assert answers[0]["rest"].startswith("读取时间已用完，还有4个文件没有读")
	assert "慢.zip/砀山县.pdf" in answers[0]["rest"]
	assert answers[0]["left"] == urls
	assert answers[-1]["rest"] == ""
	assert sum(len(each["remarks"]) for each in answers) == 1, "what tells no paper is told once"
	assert frappe.db.exists("File", {"file_url": urls[0]}), "something in it was not placed"
	assert not frappe.db.exists("File", {"file_url": urls[1]})
	stored = {row.paper: row.file for row in frappe.get_doc(SUBMISSION, finalised.name).scans}
	assert stored.keys() == {"Annual Summary", "Case Book", "Nominee List"}
	finish_jobs(300)
	with factories.acting_as(APPROVER):  # all is forgotten; whoever asks again has it looked into again
		monkeypatch.undo()
		assert api.place_many_scans(finalised.name, urls[:1])["placed"] == 3
	frappe.db.rollback()


def test_what_was_placed_is_not_taken_for_placed_if_nothing_was_stored(
	finalised: Any, sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
	monkeypatch.setattr(many_scans, "READING_SECONDS", 0)
	content = zipped({"埇桥区.pdf": pdf("13"), "砀山县.pdf": pdf("14")})
	urls = sent(sign_in(APPROVER), finalised, {"回滚.zip": content})
	with factories.acting_as(APPROVER):
		first = api.place_many_scans(finalised.name, urls)["rest"]
		frappe.db.rollback()
		assert api.place_many_scans(finalised.name, urls)["rest"] == first
		frappe.db.rollback()


def test_names_in_a_zip_that_are_html_are_kept_by_nobody(
	finalised: Any, sign_in: Callable[[str], Client], finish_jobs: Callable[..., None]
) -> None:
	files = {
		"<img src=x onerror=alert(1)>砀山县.pdf": pdf("15"),
		f"{'长' * 200}埇桥区.pdf": pdf("16"),
		"\u202e宣讲团人选.pdf": pdf("17"),
	}
	answer = placed(sign_in(APPROVER), finalised, {"名.zip": zipped(files)})
	assert answer["placed"] == 3, answer
	names = frappe.get_all("File", {"attached_to_name": finalised.name}, pluck="file_name")
	assert "_img src=x onerror=alert(1)_砀山县.pdf" in names
	assert not [each for each in names if set("<>\u202e").intersection(each) or len(each) > 140]
	finish_jobs(300)


def test_a_request_has_a_time_for_all_the_files_that_it_brings(
	finalised: Any, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
	monkeypatch.setattr(reading, "LONGEST_READING", 0)
	asked = {"text": "工作总结", "doctype": "Annual Summary", "cycle": YEAR, "name": f"{YEAR}-{COUNTY}"}
	method = "/api/method/kepu_app.intake.api.read_text"
	application = Site(site, [REPORTER])
	with ThreadPoolExecutor(1) as worker:
		answer = worker.submit(application.ask, REPORTER, "POST", method, asked).result()
	assert answer.startswith("417"), answer[:300]
	(told,) = json.loads(json.loads(answer[answer.index("{") :])["_server_messages"])
	assert "一次请求读取文件的时间（0秒）已经用完" in json.loads(told)["message"]
