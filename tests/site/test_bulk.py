"""One step for many documents in the background: each for itself, and each with what became of it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import frappe
import pytest
from frappe.model.workflow import get_common_transition_actions

from kepu_app.access.roles import PROVINCIAL_APPROVER
from kepu_app.access.scopes import forget_scopes, scope_of
from kepu_app.review import bulk
from kepu_app.utils.doctypes import CASE, SUMMARY
from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import error_type, messages
from tests.site.factories import (
	APPROVER,
	CITY,
	DEPUTY,
	FOREIGN_COUNTY,
	HOME,
	HOME_COUNTIES,
	REASON,
	REPORTER,
	TOPICS,
	World,
	acting_as,
	entries,
)
from tests.site.queries import selects
from tests.years import year_of

YEAR = year_of(__file__)
API = "kepu_app.review.api."
JOB_SCRIPT = Path(__file__).with_name("bulk_jobs.py")
NOWHERE = f"{YEAR}-999999"
PENDING = "Pending Provincial Review"
CHINESE = re.compile(r"[\u4e00-\u9fff]")

SignIn = Callable[[str], Client]
FinishJobs = Callable[..., None]


@pytest.fixture
def pending(world: World) -> Iterator[list[Any]]:
	"""Yield the summaries of the province, complete, and each waiting for the province's approval."""
	yield [pending_summary(world, county) for county in HOME_COUNTIES]
	factories.start_anew()
	frappe.db.set_value("Reporting Cycle", YEAR, "status", "Open")
	frappe.db.commit()
	factories.renew_documents(world)


def pending_summary(world: World, county: str) -> Any:
	doc = factories.fill_summary(world.summary(county))
	factories.force_state(doc, PENDING)
	return doc


def names_of(documents: list[Any]) -> list[str]:
	return [each.name for each in documents]


def states_of(documents: list[Any]) -> set[str]:
	frappe.db.rollback()
	names = ["in", names_of(documents)]
	return set(frappe.get_all(documents[0].doctype, {"name": names}, pluck="workflow_state"))


def started(
	client: Client, documents: list[Any] | list[str], action: str, reason: str = "", **more: Any
) -> str:
	"""Return the key of a run that has to start."""
	names = [each if isinstance(each, str) else each.name for each in documents]
	doctype = more.get("doctype", SUMMARY)
	seen = {name: str(frappe.db.get_value(doctype, name, "modified")) for name in names}
	arguments = {"doctype": SUMMARY, "names": names, "action": action, "reason": reason, **more}
	arguments["seen"] = seen | arguments.get("seen", {})
	response = client.call(API + "start_bulk", **arguments)
	assert response.ok, response.text[:500]
	return response.json()["message"]


def result_of(client: Client, key: str) -> dict[str, Any]:
	response = client.get(API + "bulk_result", key=key)
	assert response.ok, response.text[:500]
	return response.json()["message"]


def done(client: Client, finish_jobs: FinishJobs, *arguments: Any, **more: Any) -> dict[str, dict[str, Any]]:
	"""Return what became of each document, by its name, of a run that came to its end."""
	key = started(client, *arguments, **more)
	finish_jobs()
	result = result_of(client, key)
	assert result["finished"]
	assert not result["interrupted"]
	assert result["done"] == result["total"] == len(result["rows"])
	return {row["name"]: row for row in result["rows"]}


def queries_of(function: Callable[..., Any], *arguments: Any) -> int:
	"""Return the number of SELECTs of a call, as the database counts them."""
	before = selects()
	function(*arguments)
	return selects() - before


class TestDone:
	def test_all_are_returned_with_one_reason_and_each_has_its_entry(
		self, pending: list[Any], approver: Client, finish_jobs: FinishJobs
	) -> None:
		rows = done(approver, finish_jobs, pending, "Return", REASON)
		assert {row["message"] for row in rows.values()} == {"已退回"}
		assert all(row["ok"] for row in rows.values())
		for doc in pending:
			assert rows[doc.name]["title"] == doc.title
			(entry,) = entries(doc)
			assert (entry.action, entry.from_state, entry.to_state) == ("Return", PENDING, "Returned")
			assert (entry.user, entry.reason) == (APPROVER, REASON)
			assert frappe.db.get_value(SUMMARY, doc.name, "return_reason") == REASON

	def test_one_opinion_is_kept_for_each(
		self, pending: list[Any], approver: Client, finish_jobs: FinishJobs
	) -> None:
		rows = done(approver, finish_jobs, pending[:2], "Approve", "内容完整，同意。")
		assert all(row["ok"] for row in rows.values())
		kept = [entry.opinion for doc in pending[:2] for entry in entries(doc)]
		assert kept == ["内容完整，同意。"] * 2

	def test_frappes_own_list_action_which_names_no_versions_is_refused(
		self, pending: list[Any], approver: Client
	) -> None:
		response = approver.call(
			"frappe.model.workflow.bulk_workflow_approval",
			docnames=json.dumps(names_of(pending)),
			doctype=SUMMARY,
			action="Approve",
		)
		assert error_type(response) == "VersionMissingError"
		assert states_of(pending) == {PENDING}

	def test_two_runs_take_each_step_once(
		self, pending: list[Any], approver: Client, finish_jobs: FinishJobs
	) -> None:
		"""One after the other, or side by side if there are several workers."""
		runs = [started(approver, pending, "Return", reason) for reason in (REASON, "再退一次")]
		finish_jobs()
		results = [result_of(approver, run)["rows"] for run in runs]
		assert [first["ok"] + second["ok"] for first, second in zip(*results, strict=True)] == [1] * len(
			pending
		)
		assert all(CHINESE.search(row["message"]) for rows in results for row in rows)
		assert [len(entries(doc)) for doc in pending] == [1] * len(pending)

	def test_what_is_done_already_is_refused(
		self, pending: list[Any], approver: Client, finish_jobs: FinishJobs
	) -> None:
		factories.force_state(pending[0], "Returned")
		rows = done(approver, finish_jobs, pending[:1], "Return", REASON)
		assert [row["message"] for row in rows.values()] == ["当前状态为“已退回”，不能执行此操作。"]


class TestRefused:
	def test_one_that_fails_does_not_stop_the_rest(
		self, world: World, pending: list[Any], approver: Client, finish_jobs: FinishJobs
	) -> None:
		"""Own work, another state, another province, changed since it was seen, and none of that name."""
		own, draft, changed, *good = pending
		frappe.db.set_value(SUMMARY, own.name, "writers", APPROVER, update_modified=False)
		frappe.db.set_value(SUMMARY, draft.name, "workflow_state", "Draft", update_modified=False)
		foreign = pending_summary(world, FOREIGN_COUNTY)
		names = [own.name, draft.name, changed.name, foreign.name, NOWHERE, *names_of(good)]
		seen = {each.name: str(each.modified) for each in (*good, own)} | {
			changed.name: "2072-01-01 08:00:00.000000"
		}
		frappe.db.commit()
		before = [factories.stored(each) for each in (own, draft, changed, foreign)]
		rows = done(approver, finish_jobs, names, "Approve", seen=seen)
		assert [name for name, row in rows.items() if row["ok"]] == names_of(good)
		assert states_of(good) == {"Approved"}
		assert [factories.stored(each) for each in (own, draft, changed, foreign)] == before
		expected = {own.name: "本人", draft.name: "草稿", changed.name: "已有改动"}
		expected |= {foreign.name: "无权", NOWHERE: "无权"}
		for name, words in expected.items():
			assert words in rows[name]["message"]
			assert CHINESE.search(rows[name]["message"])
		assert rows[own.name]["title"] == own.title
		assert rows[foreign.name]["title"] == foreign.name  # not what it is called
		assert all(not entries(each) for each in (own, draft, changed, foreign))

	def test_the_quota_is_kept(
		self, world: World, pending: list[Any], approver: Client, finish_jobs: FinishJobs
	) -> None:
		first, second = (factories.proposed_case(world, county, TOPICS[0]) for county in HOME_COUNTIES[:2])
		third = factories.proposed_case(world, HOME_COUNTIES[2], TOPICS[1])
		rows = done(approver, finish_jobs, [first, second, third], "Select", doctype=CASE)
		assert [row["ok"] for row in rows.values()] == [True, False, True]
		assert "名额" in rows[second.name]["message"]
		assert frappe.db.get_value(CASE, second.name, "workflow_state") == "Proposed"

	def test_a_frozen_submission_and_a_locked_cycle(
		self, world: World, pending: list[Any], approver: Client, finish_jobs: FinishJobs
	) -> None:
		frappe.db.set_value("Provincial Submission", world.submission(), "workflow_state", "Sent")
		rows = done(approver, finish_jobs, pending[:2], "Return", REASON)
		assert all(not row["ok"] and "已报送" in row["message"] for row in rows.values())
		frappe.db.set_value("Provincial Submission", world.submission(), "workflow_state", "Collecting")
		frappe.db.set_value("Reporting Cycle", YEAR, "status", "Locked")
		rows = done(approver, finish_jobs, pending[:2], "Return", REASON)
		assert all(not row["ok"] and "锁定" in row["message"] for row in rows.values())
		assert states_of(pending) == {PENDING}

	def test_a_place_that_was_taken_away_meanwhile(self, pending: list[Any]) -> None:
		row = frappe.db.get_value("Province User", {"parent": HOME, "user": APPROVER})
		with acting_as(APPROVER):
			assert HOME in scope_of().provinces
			frappe.db.set_value("Province User", row, "user", "Administrator")
			frappe.db.commit()
			try:
				bulk.run("taken-away", SUMMARY, names_of(pending), "Approve", "", {}, "zh")
			finally:
				frappe.db.set_value("Province User", row, "user", APPROVER)
				frappe.db.commit()
				forget_scopes()
		assert states_of(pending) == {PENDING}

	@pytest.mark.parametrize("taken", ["role", "account"])
	def test_a_right_that_was_taken_away_meanwhile(self, pending: list[Any], taken: str) -> None:
		"""As another process takes it: what this one knows of the user stays as it was."""
		row = {"parent": APPROVER, "parenttype": "User", "role": PROVINCIAL_APPROVER}
		table, filters, field, without = {
			"role": ("Has Role", row, "role", "Kepu Assessor"),
			"account": ("User", APPROVER, "enabled", 0),
		}[taken]
		had = frappe.db.get_value(table, filters, field)
		with acting_as(APPROVER):
			assert PROVINCIAL_APPROVER in frappe.get_roles()
			frappe.db.set_value(table, filters, field, without)
			frappe.db.commit()
			try:
				bulk.run(f"taken-{taken}", SUMMARY, names_of(pending), "Approve", "", {}, "zh")
			finally:
				if taken == "role":
					filters = {**row, "role": without}
				frappe.db.set_value(table, filters, field, had)
				frappe.db.commit()
				frappe.clear_cache(user=APPROVER)
		assert states_of(pending) == {PENDING}

	@pytest.mark.parametrize("doctype", [SUMMARY, CASE])
	def test_what_is_not_there_is_told_as_what_is_another_province_s(
		self, world: World, approver: Client, finish_jobs: FinishJobs, doctype: str
	) -> None:
		if doctype == SUMMARY:
			there, missing = world.summary(FOREIGN_COUNTY), f"{YEAR}-999999"
		else:
			there, missing = factories.proposed_case(world, FOREIGN_COUNTY).name, f"CASE-{YEAR}-99999"
		key = approver.call(
			API + "start_bulk",
			doctype=doctype,
			names=[there, missing],
			action="Return",
			reason=REASON,
			seen=dict.fromkeys((there, missing), "never"),
		).json()["message"]
		finish_jobs()
		rows = {row.pop("name"): row for row in result_of(approver, key)["rows"]}
		assert rows.keys() == {there, missing}
		assert [row.pop("title") for row in rows.values()] == [*rows]
		assert rows[there] == rows[missing]
		assert not rows[there]["ok"]


class TestBeforeItStarts:
	def test_a_missing_reason(self, pending: list[Any], approver: Client) -> None:
		arguments = {"doctype": SUMMARY, "names": names_of(pending), "action": "Return"}
		for reason in ({}, {"reason": ""}, {"reason": " \n"}):
			response = approver.call(API + "start_bulk", **arguments, **reason)
			assert error_type(response) == "ReasonMissingError"
			assert "“退回”需要填写理由。" in messages(response)
		assert states_of(pending) == {PENDING}

	def test_what_would_be_wrong_for_all(self, pending: list[Any], approver: Client) -> None:
		arguments = {"doctype": SUMMARY, "names": names_of(pending), "action": "Approve"}
		arguments["seen"] = dict.fromkeys(names_of(pending), "2072-01-01")
		for changed, error in (
			({"action": "Pass City Review"}, "WorkflowTransitionError"),
			({"action": "Sing"}, "WorkflowTransitionError"),
			({"doctype": "User", "names": ["Guest"]}, "ValidationError"),
			({"doctype": "County"}, "ValidationError"),
			({"names": []}, "ValidationError"),
			({"names": [str(number) for number in range(bulk.MOST + 1)]}, "ValidationError"),
			({"names": "7"}, "ValidationError"),
			({"seen": {}}, "VersionMissingError"),
			({"seen": {pending[0].name: "2072-01-01"}}, "VersionMissingError"),
		):
			assert error_type(approver.call(API + "start_bulk", **{**arguments, **changed})) == error
		assert states_of(pending) == {PENDING}

	def test_whoever_may_not_do_it_at_all(self, pending: list[Any], sign_in: SignIn) -> None:
		response = sign_in(REPORTER).call(
			API + "start_bulk", doctype=SUMMARY, names=names_of(pending), action="Approve"
		)
		assert error_type(response) == "WorkflowTransitionError"
		assert "“审核通过”" in messages(response)

	def test_a_result_is_for_whoever_started_it(
		self, pending: list[Any], approver: Client, sign_in: SignIn, finish_jobs: FinishJobs
	) -> None:
		key = started(approver, pending, "Return", REASON)
		finish_jobs()
		deputy = sign_in(DEPUTY)
		for asked in (key, "never-there"):
			assert error_type(deputy.get(API + "bulk_result", key=asked)) == "PermissionError"


class TestWhatIsOffered:
	"""The list asks at every tick which steps all of the chosen documents have in common."""

	def test_the_same_as_frappe_finds(self, pending: list[Any]) -> None:
		chosen = [{"name": doc.name, "doctype": SUMMARY} for doc in pending[:2]]
		found = set()
		for states in (("Draft", "Draft"), (PENDING, PENDING), (PENDING, "Approved"), ("Draft", "Returned")):
			for doc, state in zip(pending, states, strict=False):
				factories.force_state(doc, state)
			for user, docs in ((APPROVER, chosen), (CITY, chosen), (REPORTER, chosen[:1])):
				with acting_as(user):
					offered = bulk.get_common_transition_actions(json.dumps(docs), SUMMARY)
					assert set(offered) == set(get_common_transition_actions(json.dumps(docs), SUMMARY))
				found.update(offered)
		assert found == {"Approve", "Return", "Submit for Review"}

	def test_of_others_documents_nothing_is_offered(self, world: World, pending: list[Any]) -> None:
		chosen = [{"name": pending[0].name}, {"name": world.summary(FOREIGN_COUNTY)}]
		with acting_as(APPROVER):
			assert bulk.get_common_transition_actions(chosen[:1], SUMMARY)
			assert bulk.get_common_transition_actions(chosen, SUMMARY) == []
			assert bulk.get_common_transition_actions("[]", SUMMARY) == []

	def test_many_cost_no_more_queries_than_one(self, pending: list[Any]) -> None:
		numbers = []
		for chosen in (pending[:1], pending):
			docs = [{"name": each.name} for each in chosen]
			with acting_as(APPROVER):
				bulk.get_common_transition_actions(docs, SUMMARY)
				numbers.append(queries_of(bulk.get_common_transition_actions, docs, SUMMARY))
		assert numbers[0] == numbers[1]


class TestKilled:
	def test_what_is_done_stays_and_the_rest_is_done_once(
		self, site: str, pending: list[Any], approver: Client
	) -> None:
		seen = {doc.name: str(frappe.db.get_value(SUMMARY, doc.name, "modified")) for doc in pending}
		arguments = {"doctype": SUMMARY, "names": names_of(pending), "action": "Return", "seen": seen}
		job = killed_after(site, 2, arguments)
		result = result_of(approver, job["key"])
		assert (result["done"], result["finished"], result["interrupted"]) == (2, False, True)
		assert [row["name"] for row in result["rows"]] == names_of(pending)[:2]
		assert states_of(pending[:2]) == {"Returned"}
		assert states_of(pending[2:]) == {PENDING}
		with acting_as(APPROVER):
			bulk.run(**job)
		result = result_of(approver, job["key"])
		assert (result["finished"], result["interrupted"]) == (True, False)
		assert all(row["ok"] for row in result["rows"])
		assert [len(entries(doc)) for doc in pending] == [1] * len(pending)


def killed_after(site: str, documents: int, arguments: dict[str, Any]) -> dict[str, Any]:
	"""Return the arguments of a run in another process that died after that many documents."""
	frappe.db.commit()
	environment = {**os.environ, "PYTHONPATH": str(JOB_SCRIPT.parents[2])}
	command = [sys.executable, str(JOB_SCRIPT), site, APPROVER, str(documents)]
	done = subprocess.run(
		[*command, json.dumps({**arguments, "reason": REASON})],
		env=environment,
		capture_output=True,
		timeout=120,
		check=False,
	)
	assert done.returncode == -9, done.stderr.decode()
	frappe.db.rollback()
	return json.loads(done.stdout)
