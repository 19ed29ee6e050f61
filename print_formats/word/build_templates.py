#!/usr/bin/env python3
"""Makes the Word templates of Attachments 2-4, in this folder.

The templates are ordinary .docx files with docxtpl tags, meant to be opened and changed in Word or WPS;
this script is how the shipped ones came about and how they are made again after a change:

	python print_formats/word/build_templates.py

Every part is written out as OOXML (ISO/IEC 29500-1, transitional), without the hundreds of styles, the
theme and the editing marks (rsid) of a file that Word saved, so the same script gives the same parts.

Layout after GB/T 9704-2012. Paragraph styles carry all of it: a change to the style 公文正文 in Word
changes every body paragraph. Their names avoid those that Chinese Word shows for its own styles (正文 is
its name for Normal, 日期 for Date, 签名 for Signature), which it would merge with ours.
"""

from __future__ import annotations

import sys
from pathlib import Path

from building.package import parts, zipped
from building.papers import annual_summary, case_book, nominee_list

HERE = Path(__file__).resolve().parent


def templates() -> dict[str, dict[str, str]]:
	"""All templates: file name to parts."""
	return {
		"annual_summary.docx": parts("附件2 工作总结（模板）", annual_summary()),
		"case_book.docx": parts("附件3 典型案例（模板）", case_book()),
		"nominee_list.docx": parts("附件4 宣讲团人选建议名单（模板）", nominee_list()),
	}


def main() -> None:
	for name, content in templates().items():
		(HERE / name).write_bytes(zipped(content))
		sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
	main()
