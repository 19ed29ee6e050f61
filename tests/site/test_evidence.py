"""佐证材料: private files of a county for single criteria; who reads them, what is refused, what the package takes."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import frappe
import pytest
import requests

from kepu_app.core.packages import verify_package
from kepu_app.packages.evidence import evidence_of
from kepu_app.utils.doctypes import SUBMISSION, SUMMARY
from tests.blank_pdf import blank_pdf
from tests.site import assessments, factories, new_users, papers
from tests.site.client import Client
from tests.site.endpoints import messages, said, upload
from tests.site.factories import (
	APPROVER,
	ASSESSOR,
	CITY,
	COUNTY,
	DEPUTY,
	FOREIGN_APPROVER,
	FOREIGN_REPORTER,
	HOME,
	KEEPER,
	NEIGHBOUR,
	OFFICER,
	OTHER_CITY_REVIEWER,
	REPORTER,
	STRANGER,
	UNASSIGNED,
	World,
	reporter,
	step,
)
from tests.site.sample_files import picture
from tests.years import year_of

YEAR = year_of(__file__)
ROWS = "Criterion Evidence"
NAME = "第三条合影.png"
SETTINGS = "Kepu Settings"
EVIDENCE = "kepu_app.assessment.api.evidence"

SignIn = Callable[[str], Client]


@pytest.fixture
def world(world: World) -> Iterator[World]:
	"""Every document as it was opened."""
	yield world
	assessments.end(YEAR)
	factories.renew_documents(world)


@pytest.fixture
def limits() -> Iterator[Callable[..., None]]:
	"""Set limits of Kepu Settings; afterwards they are as shipped again."""

	def set_limits(**values: int) -> None:
		for field, value in values.items():
			frappe.db.set_single_value(SETTINGS, field, value)
		frappe.db.commit()

	yield set_limits
	frappe.db.rollback()
	set_limits(evidence_per_criterion=0, evidence_file_size=0, evidence_total_size=0)


def uploaded(client: Client, name: str = NAME, county: str = COUNTY, content: bytes = b"") -> str:
	"""Address of a file that lies ready for a criterion."""
	content = content or (blank_pdf() if name.endswith(".pdf") else picture())
	response = upload(client, SUMMARY, f"{YEAR}-{county}", name, content, fieldname="evidence")
	assert response.ok, said(response)
	return response.json()["message"]["file_url"]


def put_rows(client: Client, *rows: tuple[int, str], county: str = COUNTY, **more: Any) -> requests.Response:
	values = {"evidence": [{"criterion": number, "file": url, **more} for number, url in rows]}
	return client.resource("PUT", SUMMARY, f"{YEAR}-{county}", json=values)


def attached(client: Client, *numbers: int, county: str = COUNTY) -> list[str]:
	urls = [uploaded(client, county=county) for _number in numbers]
	response = put_rows(client, *zip(numbers, urls, strict=True), county=county)
	assert response.ok, said(response)
	return urls


# ---------------------------------------------------------------------- giving it


def test_a_county_gives_evidence_by_criterion(world: World, sign_in: SignIn) -> None:
	client = sign_in(REPORTER)
	urls = [uploaded(client, name) for name in (NAME, "场馆名单.pdf")]
	response = put_rows(client, (3, urls[0]), (3, urls[1]), file_name="改名.exe", size=1)
	assert response.ok, said(response)
	rows = response.json()["data"]["evidence"]
	assert [(row["criterion"], row["file_name"]) for row in rows] == [(3, NAME), (3, "场馆名单.pdf")]
	assert [row["size"] for row in rows] == [len(picture()), len(blank_pdf())], "not from the request"
	assert all(url.startswith("/private/files/") for url in urls)


def test_what_is_taken_out_is_deleted(world: World, sign_in: SignIn) -> None:
	client = sign_in(REPORTER)
	first, second = attached(client, 1, 2)
	file = frappe.db.get_value("File", {"file_url": first})
	refused = client.resource("DELETE", "File", file)
	assert refused.status_code == 417
	assert "测评自评" in messages(refused)
	assert put_rows(client, (2, second)).ok
	frappe.db.rollback()
	assert not frappe.db.exists("File", {"file_url": first})
	assert client.request("GET", first).status_code in (403, 404)
	assert client.request("GET", second).ok


@pytest.mark.parametrize(
	("limit", "names", "told"),
	[
		({"evidence_per_criterion": 1}, ["甲.png", "乙.png"], "最多1份"),
		({"evidence_file_size": 1}, ["大.pdf"], "1"),
		({"evidence_total_size": 1}, ["大.pdf"], "合计超过1MB"),
	],
)
def test_limits_are_the_settings(
	world: World,
	sign_in: SignIn,
	limits: Callable[..., None],
	limit: dict[str, int],
	names: list[str],
	told: str,
) -> None:
	limits(**limit)
	client = sign_in(REPORTER)
	large = blank_pdf() + b"\n%" + b"0" * (1 << 20) + b"\n%%EOF\n"
	urls = [uploaded(client, name, content=large if name == "大.pdf" else b"") for name in names]
	response = put_rows(client, *((5, url) for url in urls))
	assert response.status_code == 417
	assert response.json()["exc_type"] == "EvidenceError"
	assert told in messages(response)
	assert "第5项指标" in messages(response) or "合计" in messages(response)
	limits(**dict.fromkeys(limit, 0))
	assert put_rows(client, *((5, url) for url in urls)).ok, "blank is as shipped"
	limits(**limit)
	texts = client.resource("PUT", SUMMARY, world.summary(), json={"on_behalf_of": "埇桥区科协"})
	assert texts.ok, "what was given under other limits stays"


@pytest.mark.parametrize("number", [0, 13, -1])
def test_a_criterion_that_is_none_is_refused(world: World, sign_in: SignIn, number: int) -> None:
	client = sign_in(REPORTER)
	url = uploaded(client)
	assert put_rows(client, (number, url)).status_code == 417
	assert put_rows(client, (1, url), (2, url)).status_code == 417, "one file for two criteria"


def test_its_content_has_to_be_what_its_name_says(world: World, sign_in: SignIn) -> None:
	for name, content in (("照片.png", b"MZ program"), ("程序.exe", b"MZ program"), ("页.html", b"<html>")):
		response = upload(sign_in(REPORTER), SUMMARY, world.summary(), name, content, fieldname="evidence")
		assert response.status_code == 417, name


# ---------------------------------------------------------------------- who reads it, who gives it


def test_it_is_read_by_its_place_and_cast_alone(world: World, sign_in: SignIn) -> None:
	(url,) = attached(sign_in(REPORTER), 3)
	for user in (REPORTER, CITY, APPROVER, DEPUTY, OFFICER, KEEPER):
		assert sign_in(user).request("GET", url).content == picture(), user
		shown = sign_in(user).resource("GET", SUMMARY, world.summary()).json()["data"]["evidence"]
		assert [row["file_name"] for row in shown] == [NAME], user
	others = (
		*(reporter(NEIGHBOUR), OTHER_CITY_REVIEWER, FOREIGN_REPORTER, FOREIGN_APPROVER),
		*(UNASSIGNED, ASSESSOR, STRANGER),
	)
	file = frappe.db.get_value("File", {"file_url": url})
	for user in others:
		client = sign_in(user)
		answers = [
			client.request("GET", url),
			client.get("frappe.core.doctype.file.file.download_file", file_url=url),
			client.resource("GET", "File", file),
			client.get("frappe.client.get_list", doctype=ROWS, parent=SUMMARY, fields='["*"]'),
		]
		assert not any(answer.ok and url in answer.text for answer in answers), user
		assert all(answer.content != picture() for answer in answers), user
		assert client.resource("GET", SUMMARY, world.summary()).status_code in (403, 404), user
	assert requests.get(f"{sign_in(REPORTER).url}{url}", timeout=60).status_code in (403, 404)


@pytest.mark.parametrize("user", [reporter(NEIGHBOUR), FOREIGN_REPORTER, FOREIGN_APPROVER, ASSESSOR, OFFICER])
def test_nobody_else_gives_or_takes(world: World, sign_in: SignIn, user: str) -> None:
	(url,) = attached(sign_in(REPORTER), 3)
	client = sign_in(user)
	response = upload(
		client, SUMMARY, world.summary(), "假.png", picture("PNG", "blue"), fieldname="evidence"
	)
	assert response.status_code in (403, 404), said(response)
	assert put_rows(client).status_code in (403, 404)
	frappe.db.rollback()
	assert frappe.get_all(ROWS, {"parent": world.summary()}, pluck="file") == [url]


def test_a_foreign_file_comes_in_by_no_row(world: World, sign_in: SignIn) -> None:
	"""Neither another county's file, nor one of the same county that is attached to something else."""
	own = sign_in(REPORTER)
	(foreign,) = attached(sign_in(reporter(NEIGHBOUR)), 3, county=NEIGHBOUR)
	new_users.share_with_self(REPORTER)
	elsewhere = upload(own, "User", REPORTER, "自己.png", picture()).json()["message"]["file_url"]
	for url in (foreign, elsewhere, "/private/files/../../site_config.json", "/files/x.png"):
		assert put_rows(own, (3, url)).status_code in (403, 417), url
	frappe.db.rollback()
	assert not frappe.db.exists(ROWS, {"parent": world.summary()})


def test_it_is_frozen_with_the_summary(world: World, sign_in: SignIn) -> None:
	client = sign_in(REPORTER)
	(url,) = attached(client, 3)
	factories.approved_summary(world)
	frappe.db.commit()
	for user in (REPORTER, CITY):
		late = upload(sign_in(user), SUMMARY, world.summary(), "迟.png", picture(), fieldname="evidence")
		assert late.status_code in (403, 417), user
		assert put_rows(sign_in(user)).status_code in (403, 417), user
	file = frappe.db.get_value("File", {"file_url": url})
	assert client.resource("DELETE", "File", file).status_code in (403, 417)
	assert client.resource("PUT", "File", file, json={"file_name": "别的.png"}).status_code in (403, 417)
	assert client.request("GET", url).ok


# ---------------------------------------------------------------------- assessors


def test_assessors_read_it_beside_the_sheet(world: World, sign_in: SignIn) -> None:
	(url,) = attached(sign_in(REPORTER), 3)
	(foreign,) = attached(sign_in(reporter(NEIGHBOUR)), 4, county=NEIGHBOUR)
	factories.approved_summary(world)
	factories.approved_summary(world, NEIGHBOUR)
	doc = assessments.opened_round(YEAR, HOME, [(ASSESSOR, COUNTY), (DEPUTY, NEIGHBOUR)])
	client, mine = sign_in(ASSESSOR), assessments.of(doc.name, COUNTY, ASSESSOR)
	shown = client.call("kepu_app.assessment.api.form", assessment=mine).json()["message"]
	(file,) = shown["content"]["evidence"]
	assert (file["criterion"], file["file_name"]) == (3, NAME)
	answer = client.get(EVIDENCE, assessment=mine, row=file["row"])
	assert answer.content == picture()
	assert "attachment" in answer.headers["Content-Disposition"]
	assert answer.headers["X-Content-Type-Options"] == "nosniff"
	assert client.request("GET", url).status_code in (403, 404), "by no other endpoint"
	frappe.db.rollback()
	of_neighbour = frappe.db.get_value(ROWS, {"file": foreign})
	assert client.get(EVIDENCE, assessment=mine, row=of_neighbour).status_code == 403
	for user in (DEPUTY, APPROVER, FOREIGN_APPROVER, REPORTER):
		refused = sign_in(user).get(EVIDENCE, assessment=mine, row=file["row"])
		assert refused.status_code in (403, 404), user
	recused = client.call("kepu_app.assessment.api.recuse", assessment=mine, reason="亲属")
	assert recused.ok, said(recused)
	assert client.get(EVIDENCE, assessment=mine, row=file["row"]).status_code == 403


# ---------------------------------------------------------------------- package and report


def test_the_package_has_it_only_if_the_province_says_so(
	world: World, sign_in: SignIn, finish_jobs: Callable[..., None]
) -> None:
	attached(sign_in(REPORTER), 3)
	doc = papers.ready_submission(world)
	assert evidence_of(doc.name) == []
	answer = sign_in(APPROVER).resource("PUT", SUBMISSION, doc.name, json={"evidence_in_package": 1})
	assert answer.ok, said(answer)
	frappe.db.rollback()
	step(frappe.get_doc(SUBMISSION, doc.name), APPROVER, "Finalise")
	finish_jobs(300)
	late = sign_in(APPROVER).resource("PUT", SUBMISSION, doc.name, json={"evidence_in_package": 0})
	assert late.status_code == 417, "frozen with the submission"
	url = frappe.db.get_value(SUBMISSION, doc.name, "package")
	path = Path(frappe.get_doc("File", {"file_url": url}).get_full_path())
	found = verify_package(path)
	assert found.is_intact
	assert found.manifest.facts["counts"]["evidence"] == 1
	listed = [each.path for each in found.manifest.files if "佐证材料" in each.path]
	assert listed == [f"4-佐证材料/{COUNTY}-埇桥区/03-第三条合影.png"]


def test_the_report_counts_the_files(world: World, sign_in: SignIn) -> None:
	attached(sign_in(REPORTER), 3, 3, 5)
	factories.handed_in_summary(world)
	frappe.db.commit()
	for user, expected in ((CITY, {3: 2, 5: 1}), (OFFICER, {3: 2, 5: 1}), (FOREIGN_APPROVER, {})):
		response = sign_in(user).get(
			"frappe.desk.query_report.run",
			report_name="Criteria by County",
			filters=json.dumps({"cycle": YEAR}),
		)
		rows = [row for row in response.json()["message"]["result"] if isinstance(row, dict)]
		assert {row["number"]: row["evidence"] for row in rows if row.get("evidence")} == expected, user
