"""Stamped scans in the form of a submission."""

from __future__ import annotations

from pathlib import Path

from tests.blank_pdf import blank_pdf
from tests.browser.desk import Desk

MISSING = ".kepu-missing-scans button"
BUILT = (
	"([count, kind]) => cur_frm.doc.packages.length === count && cur_frm.doc.packages.at(-1).kind === kind"
)


def upload_missing_scans(desk: Desk, folder: Path) -> None:
	"""One scan after another, by the button of each paper that lacks one. After each the package is built; with
	the last one it is that for sending."""
	for left in reversed(range(desk.page.locator(MISSING).count())):
		built = desk.value("cur_frm.doc.packages.length")
		file = folder / f"盖章件{left}.pdf"
		file.write_bytes(blank_pdf(title=f"{folder.name} {left}"))
		desk.upload(desk.page.locator(MISSING).first.click, file)
		desk.page.wait_for_function(
			"([buttons, left]) => document.querySelectorAll(buttons).length === left", arg=[MISSING, left]
		)
		kind = "For Stamping" if left else "For Sending"
		desk.page.wait_for_function(BUILT, arg=[built + 1, kind], timeout=90_000)
		desk.settle()
