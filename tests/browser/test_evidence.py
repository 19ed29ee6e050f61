"""佐证材料 by clicks: a county adds a file below a criterion of its self-assessment, opens it and takes it away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from kepu_app.utils.doctypes import SUMMARY
from tests.blank_pdf import blank_pdf
from tests.browser.desk import Desk

KEPT = "count => cur_frm.doc.evidence.length === count && !cur_frm.is_dirty()"


def test_evidence_below_its_criterion(
	data: dict[str, Any], sign_in: Callable[..., Desk], tmp_path: Path, shots: Path
) -> None:
	desk, file = sign_in("county"), tmp_path / "科普场馆名单（盖章）.pdf"
	file.write_bytes(blank_pdf())
	page = desk.open_form(SUMMARY, data["documents"]["summary"])
	desk.show_tab("测评自评")
	add = page.get_by_role("button", name="为第3项指标添加佐证材料")
	desk.upload(add.click, file)
	page.wait_for_function(KEPT, arg=1)
	desk.settle()
	row = page.locator(".kepu-evidence-file").filter(has_text=file.name)
	address = row.locator("a").get_attribute("href")
	assert page.request.get(f"{desk.url}{address}").body() == file.read_bytes()
	assert not page.locator("[data-fieldname=evidence] .grid-body").is_visible()
	row.scroll_into_view_if_needed()
	page.screenshot(path=shots / "evidence.png")
	page.get_by_role("button", name=f"移除{file.name}").click()
	desk.dialog().get_by_role("button", name="是", exact=True).click()
	page.wait_for_function(KEPT, arg=0)
	assert row.count() == 0
	assert not page.request.get(f"{desk.url}{address}").ok
