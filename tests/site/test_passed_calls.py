"""What passes the gate is noted for the browser tests, which compare it with the list."""

from __future__ import annotations

from pathlib import Path

import frappe
import pytest

from kepu_app.access.calls import METHOD, Call
from kepu_app.access.passed_calls import FILE, record

CALL = Call(METHOD, "frappe.client.get", "GET", {"doctype": "County"})


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
	(tmp_path / "logs").mkdir()
	monkeypatch.setattr(frappe.local, "site_path", str(tmp_path))
	monkeypatch.setitem(frappe.local.conf, "kepu_record_calls", 1)
	return tmp_path / "logs" / FILE


def test_a_call_is_noted_once(file: Path) -> None:
	record(CALL)
	record(CALL)
	assert len(file.read_text("utf-8").splitlines()) == 1


def test_what_was_noted_before_is_noted_anew_in_a_new_file(file: Path) -> None:
	"""A site that keeps its settings was recording before these tests began."""
	record(CALL)
	file.unlink()
	record(CALL)
	assert "frappe.client.get" in file.read_text("utf-8")


def test_nothing_is_noted_on_other_sites(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setitem(frappe.local.conf, "kepu_record_calls", 0)
	record(CALL)
	assert not file.exists()
