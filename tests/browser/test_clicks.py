"""From signing in to the end of the main job: how many clicks it takes, besides typing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.desk import FORM_READY, Desk

SignIn = Callable[..., Desk]
COUNT = """
	window.addEventListener("click", (event) => {
		if (event.isTrusted && event.detail) sessionStorage.setItem("clicks", 1 + Number(sessionStorage.getItem("clicks")));
	}, true);
"""
COUNTY_MOST, CITY_MOST, SCANS_MOST, ACCEPT_MOST = 6, 3, 6, 3


@pytest.fixture(scope="class")
def names(
	data: dict[str, Any], on_site: Callable[..., Any], tmp_path_factory: Any
) -> Iterator[dict[str, Any]]:
	"""Yield the submission and two summaries of a province of thirty counties."""
	folder = tmp_path_factory.mktemp("scans")
	folder.chmod(0o777)
	run = lambda wanted: on_site("clicks_data.py", wanted, str(folder))  # noqa: E731
	yield {**run("make"), "run": run, "zip": folder / "盖章件.zip"}
	run("remove")


class TestClicks:
	"""One after the other: what one person has done waits for the next."""

	def test_a_county_hands_in(self, sign_in: SignIn, names: dict[str, Any]) -> None:
		desk = _begin(sign_in, "small_county")
		_open_from_home(desk, names["own"])
		area = desk.page.locator(".kepu-section textarea").first
		area.click()
		desk.page.keyboard.press("Control+End")
		desk.page.keyboard.type("另有科普大篷车下乡十二次。")
		desk.show_tab("测评自评")
		volunteers = desk.page.locator(".kepu-assessment", has_text="注册科技志愿者").last
		volunteers.locator("input[data-fieldname=value]").focus()
		desk.page.keyboard.type("1200")
		desk.page.keyboard.press("Tab")
		desk.save()
		_take(desk, "提交审核")
		desk.reaches("待市级审核")
		assert 0 < _clicks(desk) <= COUNTY_MOST

	def test_a_city_passes_on(self, sign_in: SignIn, names: dict[str, Any]) -> None:
		desk = _begin(sign_in, "small_city")
		_open_from_home(desk, names["waiting"])
		_take(desk, "市级审核通过")
		desk.reaches("待省级审核")
		assert 0 < _clicks(desk) <= CITY_MOST

	def test_a_province_puts_thirty_scans_in_place(
		self, sign_in: SignIn, names: dict[str, Any], shots: Path
	) -> None:
		names["run"]("finalise")
		desk = _begin(sign_in, "small_province")
		_open_from_home(desk, names["submission"])
		desk.show_tab("汇总包")
		desk.page.wait_for_function("() => cur_frm.doc.packages.length === 1", timeout=90_000)
		desk.page.screenshot(path=shots / "clicks-scans.png")
		with desk.page.expect_file_chooser() as chooser:
			desk.page.locator("[data-many=files]").click()
		chooser.value.set_files(names["zip"])
		built = "() => cur_frm.doc.scans.length === 32 && cur_frm.doc.packages.at(-1).kind === 'For Sending'"
		desk.page.wait_for_function(built, timeout=120_000)
		assert 0 < _clicks(desk) <= SCANS_MOST

	def test_an_officer_accepts(self, sign_in: SignIn, names: dict[str, Any]) -> None:
		names["run"]("send")
		desk = _begin(sign_in, "national")
		_open_from_home(desk, names["submission"])
		_take(desk, "接收")
		desk.dialog().locator(".btn-primary").click()
		desk.reaches("已接收")
		assert 0 < _clicks(desk) <= ACCEPT_MOST


def _begin(sign_in: SignIn, role: str) -> Desk:
	desk = sign_in(role)
	desk.page.add_init_script(COUNT)
	desk.go("")
	return desk


def _open_from_home(desk: Desk, name: str) -> None:
	desk.page.locator(f".kepu-home a.btn[href$='{name}']").first.click()
	desk.page.wait_for_function(FORM_READY, arg=name)
	desk.settle()


def _take(desk: Desk, step: str) -> None:
	desk.page.locator(".kepu-step-bar").locator("visible=true").get_by_role(
		"button", name=step, exact=True
	).click()


def _clicks(desk: Desk) -> int:
	return int(desk.value("sessionStorage.getItem('clicks')"))
