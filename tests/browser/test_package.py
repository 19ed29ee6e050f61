"""The package in the form: built on demand and on finalising, taken away, and the scans it waits for."""

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kepu_app.utils.doctypes import SUBMISSION
from tests.browser.desk import Desk
from tests.browser.scans import MISSING, upload_missing_scans

DeskOf = Callable[[str], Desk]
BUILDING = ".kepu-build .progress"
BUSY = "5"
"""Seconds for which the worker does something else: a package of so few papers is built before one sees it."""

PAPERS = ["年度工作总结 兴庆区", "典型案例", "宣讲团人选"]
BUILT = (
	"([count, kind]) => cur_frm.doc.packages.length === count && cur_frm.doc.packages.at(-1).kind === kind"
)


class TestPackage:
	"""One submission, from collecting to the package that can be sent."""

	@pytest.fixture
	def desk(self, desk_of: DeskOf, data: dict[str, Any]) -> Desk:
		desk = desk_of("small_province")
		if desk.value("window.cur_frm?.docname") != data["documents"]["package"]:
			desk.open_form(SUBMISSION, data["documents"]["package"])
		desk.show_tab("汇总包")
		return desk

	def test_a_draft_is_built_by_the_button(
		self, desk: Desk, shots: Path, on_site: Callable[..., Any]
	) -> None:
		on_site("hold_worker.py", BUSY)
		desk.press("生成汇总材料", "汇总包")
		bar = desk.page.locator(BUILDING)
		bar.wait_for()
		assert bar.get_attribute("aria-label") == "汇总包"
		assert "正在生成汇总材料" in desk.page.locator(".kepu-build").inner_text()
		desk.page.screenshot(path=shots / "package-building.png")
		desk.page.wait_for_function("() => cur_frm.doc.packages?.length === 1", timeout=60_000)
		desk.settle()
		assert not bar.is_visible()
		assert _kinds(desk) == ["草稿"]
		assert desk.state() == "汇总中"
		link = desk.page.locator("[data-fieldname=packages] .grid-row [data-fieldname=file] a")
		assert "草稿" in desk.download(link.click).name
		desk.look(shots, "package-draft")

	def test_finalising_builds_what_is_stamped(
		self, desk: Desk, shots: Path, on_site: Callable[..., Any]
	) -> None:
		on_site("hold_worker.py", BUSY)
		desk.choose("定稿")
		desk.dialog().get_by_role("button", name="是", exact=True).click()
		desk.page.locator(BUILDING).wait_for()
		assert desk.state() == "待盖章"
		desk.page.wait_for_function("() => cur_frm.doc.package", timeout=60_000)
		desk.settle()
		assert _kinds(desk) == ["草稿", "盖章用"]
		archive = desk.download(lambda: desk.press("下载汇总材料", "汇总包"))
		assert hashlib.sha256(archive.read_bytes()).hexdigest() == _sha256_shown(desk)
		with zipfile.ZipFile(archive) as package:
			assert any("兴庆区" in name for name in package.namelist())
		desk.look(shots, "package-for-stamping")

	def test_missing_scans_are_listed_by_name(self, desk: Desk) -> None:
		assert "尚缺盖章扫描件3份" in _scans_text(desk)
		assert desk.page.locator(MISSING).all_inner_texts() == PAPERS

	def test_it_cannot_be_sent_without_scans(self, desk: Desk, shots: Path) -> None:
		desk.choose("报送")
		window = desk.page.locator(".modal.show", has_text="报送中国科协")
		window.locator("li").first.wait_for()
		assert "缺少以下盖章扫描件，不能报送" in window.inner_text()
		assert [each.inner_text() for each in window.locator("li").all()] == PAPERS
		desk.look(shots, "package-send-refused")
		assert not window.get_by_role("button", name="报送").locator("visible=true").count()
		window.locator(".btn-modal-close").click()
		window.wait_for(state="hidden")
		assert desk.state() == "待盖章"

	def test_a_file_that_is_no_scan_is_refused_and_leaves_nothing(self, desk: Desk, tmp_path: Path) -> None:
		broken = tmp_path / "损坏.pdf"
		broken.write_bytes(b"%PDF-1.7 not a page in it")
		window = desk.offer(desk.page.locator(MISSING).first.click, broken)
		desk.refusal().get_by_text("损坏").first.wait_for()
		if desk.message().count():
			desk.close_messages()
		window.locator(".btn-modal-close").click()
		window.wait_for(state="detached")
		desk.settle()
		assert not desk.value("cur_frm.is_dirty()")
		assert desk.value("(cur_frm.doc.scans || []).length") == 0
		assert desk.page.locator(MISSING).count() == 3
		assert "损坏" not in desk.page.locator(".form-attachments").inner_text()

	def test_each_scan_goes_to_its_paper_and_the_last_brings_the_package(
		self, desk: Desk, tmp_path: Path, shots: Path
	) -> None:
		assert desk.page.locator(MISSING).count() == 3
		upload_missing_scans(desk, tmp_path)
		assert "各份材料的盖章扫描件均已上传" in _scans_text(desk)
		rows = desk.value("cur_frm.doc.scans.map(row => [row.paper, row.county || '', row.pages])")
		assert rows == [["Annual Summary", "640104", 1], ["Case Book", "", 1], ["Nominee List", "", 1]]
		assert _kinds(desk)[-1] == "报送用"
		desk.look(shots, "package-for-sending")

	def test_it_is_built_again_by_the_button_with_the_same_bytes(self, desk: Desk) -> None:
		sha256, built = _sha256_shown(desk), desk.value("cur_frm.doc.packages.length")
		desk.press("生成汇总材料", "汇总包")
		desk.page.wait_for_function(
			"built => cur_frm.doc.packages.length === built + 1", arg=built, timeout=60_000
		)
		desk.settle()
		assert _sha256_shown(desk) == sha256


def _kinds(desk: Desk) -> list[str]:
	"""Kinds of the packages so far, as the table shows them."""
	cells = desk.page.locator("[data-fieldname=packages] .grid-body .grid-row [data-fieldname=kind]")
	return [each.inner_text().strip() for each in cells.all()]


def _sha256_shown(desk: Desk) -> str:
	field = desk.page.locator("[data-fieldname=package_sha256] .control-value").locator("visible=true")
	return field.inner_text().strip()


def _scans_text(desk: Desk) -> str:
	return desk.page.locator("[data-fieldname=missing_scans]").inner_text()
