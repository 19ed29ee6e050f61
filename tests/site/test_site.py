"""The site itself: the ways in that every other test relies on."""

from collections.abc import Callable

import frappe

from tests.site.client import Client


def test_administrator_signs_in_by_http(sign_in: Callable[[str], Client]) -> None:
	assert sign_in("Administrator").get("frappe.auth.get_logged_user").json()["message"] == "Administrator"


def test_site_is_chinese_and_past_the_setup_wizard() -> None:
	settings = frappe.get_doc("System Settings")
	assert (settings.language, settings.time_zone, settings.country) == ("zh", "Asia/Shanghai", "China")
	assert settings.setup_complete


def test_worker_does_a_job_and_the_result_is_seen(finish_jobs: Callable[..., None]) -> None:
	note = frappe.get_doc(doctype="ToDo", description="作业").insert()
	frappe.db.commit()
	frappe.enqueue(
		"frappe.client.set_value", doctype="ToDo", name=note.name, fieldname="status", value="Closed"
	)
	finish_jobs()
	assert frappe.db.get_value("ToDo", note.name, "status") == "Closed"
	note.delete()
	frappe.db.commit()


def test_uncommitted_work_is_undone_between_tests() -> None:
	assert not frappe.db.exists("ToDo", {"description": "未提交"})
	frappe.get_doc(doctype="ToDo", description="未提交").insert()


def test_uncommitted_work_is_undone_between_tests_again() -> None:
	assert not frappe.db.exists("ToDo", {"description": "未提交"})
