"""收件清单 as a sheet: written, read back, and passed over by whoever reads the workbook."""

from __future__ import annotations

import io

import openpyxl

from kepu_app.core.workbooks import Receipt, read_receipts, read_workbook, write_workbook
from tests.unit.factories import make_cycle, make_submission

RECEIPTS = (
	Receipt(
		"收.zip/肥西县/总结.docx",
		"工作总结",
		"340123 肥西县",
		"肥西县2024年工作总结",
		2876,
		"收入",
		"删去：目录\n修订已接受",
		"2025-02-10 09:30",
		"a" * 64,
		"summary|340123",
		"b" * 64,
	),
	Receipt("=HYPERLINK(1)\x07.docx", outcome="未能归类"),
	Receipt("", "工作总结", "340405 八公山区", outcome="没有来文件"),
)


def test_round_trip() -> None:
	content = write_workbook(make_cycle(), submission=make_submission(), receipts=RECEIPTS)
	found = read_receipts(content)
	assert found[0] == RECEIPTS[0]
	assert found[1] == Receipt("=HYPERLINK(1)\ufffd.docx", outcome="未能归类")
	assert found[2] == RECEIPTS[2]


def test_readers_of_the_workbook_pass_over_it() -> None:
	submission = make_submission()
	read = read_workbook(write_workbook(make_cycle(), submission=submission, receipts=RECEIPTS), make_cycle())
	assert (read.submission, read.notes) == (submission, ())


def test_a_workbook_without_it() -> None:
	content = write_workbook(make_cycle(), submission=make_submission())
	assert read_receipts(content) == ()
	assert "收件清单" not in openpyxl.load_workbook(io.BytesIO(content)).sheetnames


def test_same_bytes_each_time() -> None:
	cycle, submission = make_cycle(), make_submission()
	one, other = (write_workbook(cycle, submission=submission, receipts=RECEIPTS) for _ in range(2))
	assert one == other
