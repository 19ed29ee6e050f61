"""kepu-doctor: silent on a site that is well, and each fault is found with its remedy."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

import frappe
import pytest

from kepu_app.access.roles import CITY_REVIEWER
from kepu_app.doctor import examination, machine
from kepu_app.doctor.finding import Finding

# A site of tests has no account for mail and keeps its scheduler quiet.
EXPECTED = {"mail", "queue", "fonts", "room"}


@pytest.fixture
def findings_of() -> Callable[[str], list[Finding]]:
	"""Provide the findings of one check, after caches are gone."""

	def findings_of(name: str) -> list[Finding]:
		frappe.clear_cache()
		return list(examination.CHECKS[name][1]())

	return findings_of


def run_command(*options: str) -> subprocess.CompletedProcess[str]:
	command = [sys.executable, "-m", "frappe.utils.bench_helper", "frappe", "--site", frappe.local.site]
	return subprocess.run(
		[*command, "kepu-doctor", *options], capture_output=True, text=True, timeout=300, check=False
	)


def test_a_fresh_site_is_well() -> None:
	findings = examination.examine()
	assert {name: found for name, found in findings.items() if found and name not in EXPECTED} == {}


def test_command_says_what_is_wrong_in_chinese_with_the_remedy() -> None:
	role = frappe.get_doc("Role", CITY_REVIEWER)
	role.db_set("disabled", 1)
	frappe.db.commit()
	try:
		done = run_command()
	finally:
		role.db_set("disabled", 0)
		frappe.db.commit()
	assert done.returncode == 1, done.stderr
	lines = done.stdout.splitlines()
	wrong = next(index for index, line in enumerate(lines) if line.startswith("✗ 角色"))
	assert "停用" in lines[wrong]
	assert lines[wrong + 1].strip().startswith("处理办法：")
	assert "✓ 语言和时区" in lines


def test_command_gives_json() -> None:
	findings = json.loads(run_command("--json").stdout)
	assert list(findings) == list(examination.CHECKS)
	assert findings["roles"] == []


class TestRecords:
	def test_language_and_time_zone(self, findings_of: Callable[[str], list[Finding]]) -> None:
		frappe.db.set_single_value("System Settings", {"language": "en", "time_zone": "Asia/Kolkata"})
		assert len(findings_of("language")) == 2

	@pytest.mark.parametrize(
		("doctype", "name", "check"),
		[
			("Workflow State", "Awaiting Seal", "fixtures"),
			("Custom Field", "Print Format-kepu_paper", "fixtures"),
			("Number Card", "Counties Overdue", "seeds"),
			("Province", "650000", "seeds"),
		],
	)
	def test_what_is_missing_is_named(
		self, findings_of: Callable[[str], list[Finding]], doctype: str, name: str, check: str
	) -> None:
		frappe.db.delete(doctype, {"name": name})
		(finding,) = findings_of(check)
		assert "bench --site" in finding.remedy

	def test_workflows(self, findings_of: Callable[[str], list[Finding]]) -> None:
		name = frappe.db.get_value("Workflow", {"document_type": "Typical Case", "is_active": 1})
		frappe.db.set_value("Workflow", name, "is_active", 0)
		assert len(findings_of("workflows")) == 1

	def test_workflow_with_a_role_that_nobody_has(self, findings_of: Callable[[str], list[Finding]]) -> None:
		frappe.db.set_value("Role", CITY_REVIEWER, "disabled", 1)
		assert findings_of("workflows")

	def test_hidden_workspace(self, findings_of: Callable[[str], list[Finding]]) -> None:
		frappe.db.set_value("Workspace", "Kepu", "is_hidden", 1)
		assert len(findings_of("workspace")) == 1

	def test_open_cycle_without_a_limit(self, findings_of: Callable[[str], list[Finding]]) -> None:
		cycle = frappe.get_all("Reporting Cycle", pluck="name", limit=1)[0]
		frappe.db.set_value("Reporting Cycle", cycle, {"status": "Open", "case_limit": 0})
		(finding,) = findings_of("limits")
		assert cycle in finding.problem

	def test_patch_that_did_not_run(self, findings_of: Callable[[str], list[Finding]]) -> None:
		frappe.db.delete("Patch Log", {"patch": ["like", "kepu_app.patches.%"]})
		assert len(findings_of("patches")) == 1


class TestMachine:
	def test_no_mail_account(self, findings_of: Callable[[str], list[Finding]]) -> None:
		frappe.db.delete("Email Account", {"default_outgoing": 1})
		assert not findings_of("mail")[0].serious

	def test_mails_that_failed(self, findings_of: Callable[[str], list[Finding]]) -> None:
		before = len(findings_of("mail"))
		frappe.get_doc(
			doctype="Email Queue", sender="a@kepu.example", message="x", status="Error"
		).db_insert()
		assert len(findings_of("mail")) == before + 1

	def test_character_that_no_font_has(self, findings_of: Callable[[str], list[Finding]]) -> None:
		frappe.get_doc(doctype="County", code="659999", county_name="\U0010fffd县").db_insert()
		assert any("\U0010fffd" in each.problem for each in findings_of("fonts"))

	def test_scheduler_that_is_off(self, findings_of: Callable[[str], list[Finding]]) -> None:
		frappe.db.set_single_value("System Settings", "enable_scheduler", 0)
		assert any("scheduler enable" in each.remedy for each in findings_of("queue"))

	def test_daily_job_that_was_stopped(self, findings_of: Callable[[str], list[Finding]]) -> None:
		frappe.db.set_value("Scheduled Job Type", {"method": machine.DAILY_JOBS[0]}, "stopped", 1)
		assert any(machine.DAILY_JOBS[0] in each.problem for each in findings_of("queue"))

	def test_files_that_are_refused_below_the_size_of_a_scan(
		self, findings_of: Callable[[str], list[Finding]]
	) -> None:
		frappe.conf.max_file_size = 1 << 20
		try:
			assert findings_of("room")
		finally:
			del frappe.conf["max_file_size"]

	def test_database_that_is_too_old(
		self, findings_of: Callable[[str], list[Finding]], monkeypatch: pytest.MonkeyPatch
	) -> None:
		monkeypatch.setattr(machine, "LEAST_MARIADB", (99, 0))
		assert "MariaDB" in findings_of("versions")[0].problem


def test_a_check_that_breaks_hides_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
	def broken() -> list[Finding]:
		raise ValueError("kaputt")

	title = examination.CHECKS["roles"][0]
	monkeypatch.setitem(examination.CHECKS, "roles", (title, broken))
	findings = examination.examine()
	assert "kaputt" in findings["roles"][0].problem
	assert findings["fixtures"] == []
