"""Many stamped scans at once: named by county or code, as files or a zip, and one rebuild."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest

from tests.blank_pdf import blank_pdf
from tests.site import factories, papers
from tests.site.client import Client
from tests.site.doors import error_type, upload
from tests.site.factories import APPROVER, COUNTY, FOREIGN_APPROVER, NEIGHBOUR, REPORTER, World, step
from tests.site.papers import SUBMISSION

YEAR = "2087"
API = "kepu_app.packages.api.place_many_scans"


@pytest.fixture(scope="module")
def finalised(places: None, finish_jobs: Callable[..., None]) -> Iterator[Any]:
	world: World = factories.begin(YEAR)
	doc = step(papers.ready_submission(world), APPROVER, "Finalise")
	finish_jobs(300)
	yield frappe.get_doc(SUBMISSION, doc.name)
	factories.end(YEAR)


def pdf(mark: str) -> bytes:
	return blank_pdf() + f"\n% {mark}\n".encode()


def zipped(files: dict[str, bytes]) -> bytes:
	target = io.BytesIO()
	with zipfile.ZipFile(target, "w") as archive:
		for name, content in files.items():
			archive.writestr(name, content)
	return target.getvalue()


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
