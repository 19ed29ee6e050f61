"""Mail to a province: the sample's reports as Word files, each in another office's style.

``python -m kepu_app.demo.received FOLDER`` writes the folder ``收到的文件`` and the province's workbook before any
submission: the list of its counties, and why one of them cannot file. Most reports hold the sample's text word
for word; those of ``REWRITTEN`` have headings or a table of their own.
"""

from __future__ import annotations

import io
import os
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from kepu_app.core.files import write_whole
from kepu_app.core.workbooks import write_workbook
from kepu_app.demo import word_styles as word
from kepu_app.demo.received_reports import (
	OLD_VERSION,
	ReceivedSample,
	case_files,
	cases,
	controlled,
	letter,
	nominee_files,
	plain,
	summary_files,
)
from kepu_app.demo.sample import load_sample

FOLDER = "收到的文件"
ARCHIVE = "皖东皖北（天长、颍上）.zip"
REWRITTEN = ("340210", "340405")
"""Counties whose reports are worded differently from the sample."""

LETTER = "合肥市/肥西县科协关于报送2024年工作总结的函.docx"
SCAN = "宿州市/砀山县工作总结盖章扫描件.pdf"

_CAME = datetime(2025, 2, 12, 15, 0)


def received_files() -> dict[str, bytes]:
	"""Return every file by its path in the folder, reproducible byte by byte."""
	province = ReceivedSample(load_sample())
	return {
		**dict(summary_files(province)),
		**dict(case_files(province)),
		**dict(nominee_files(province)),
		LETTER: letter(province),
		SCAN: word.scanned_page(),
		ARCHIVE: _archive(province),
		"宿州市/Thumbs.db": b"\xd0\xcf\x11\xe0",
	}


def prepared_workbook() -> bytes:
	"""Return the province's workbook before any submission: its contact, its counties, one county's reason."""
	sample = load_sample()
	prepared = replace(sample, summaries=(), cases=(), nominees=())
	return write_workbook(sample.cycle, submission=prepared)


def write_received(target: Path) -> tuple[Path, Path]:
	"""Write folder and workbook below ``target``; return their paths. An existing workbook stays."""
	folder, workbook = target / FOLDER, target / f"{load_sample().province.name}.xlsx"
	for name, content in received_files().items():
		write_whole(folder / name, content)
		came = _CAME.replace(day=2) if name == OLD_VERSION else _CAME
		os.utime(folder / name, (came.timestamp(), came.timestamp()))
	if not workbook.exists():
		write_whole(workbook, prepared_workbook())
	return folder, workbook


def main() -> None:
	"""Write the mail below the folder named on the command line."""
	folder, workbook = write_received(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
	count = sum(path.is_file() for path in folder.rglob("*"))
	print(f"已生成示例：{folder}（{count}个文件）和 {workbook}。")


def _archive(province: ReceivedSample) -> bytes:
	"""Return a zip from Chinese Windows: names in GBK, folders, and leftovers of Windows and Word."""
	files = {
		"天长市/天长市2024年科普工作总结.docx": plain(province, province.summaries["341181"]),
		"天长市/天长市典型案例（服务科技工作者）.docx": cases(province, "341181"),
		"颍上县/颍上县工作总结.docx": controlled(province, province.summaries["341226"]),
		"颍上县/~$上县工作总结.docx": b"\x05user",
		"Thumbs.db": b"\xd0\xcf\x11\xe0",
	}
	target = io.BytesIO()
	with ZipFile(target, "w") as archive:
		for name, content in files.items():
			entry = _WindowsEntry(name, (2025, 2, 11, 16, 20, 0))
			entry.compress_type = ZIP_DEFLATED
			archive.writestr(entry, content)
	return target.getvalue()


class _WindowsEntry(ZipInfo):
	"""Entry with an unmarked GBK name, which zipfile never writes."""

	def _encodeFilenameFlags(self) -> tuple[bytes, int]:
		return self.filename.encode("gbk"), self.flag_bits


if __name__ == "__main__":
	main()
