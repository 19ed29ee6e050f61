"""``kepu count``, separate so that it starts without importing printing and Excel."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kepu_app.core.cli.output import Output
from kepu_app.core.counter import count_text
from kepu_app.core.errors import InputError
from kepu_app.core.files import LARGEST_TEXT, decode_text, read_text, read_whole

_READ_AS_PAGES = (".docx", ".docm", ".doc", ".wps", ".odt", ".rtf", ".pdf")


def count(options: argparse.Namespace, output: Output) -> int:
	"""Print both counts of a text or Word file or of standard input; always exit with 0."""
	text = _standard_input() if options.file == "-" else _text_of(Path(options.file))
	counted = count_text(text)
	output.result(
		{"ok": True, "words": counted.words, "characters": counted.characters},
		f"字数：{counted.words}",
		f"字符数(不计空格)：{counted.characters}",
	)
	return 0


def _text_of(path: Path) -> str:
	"""Return the text of a file; of a Word file as displayed, with automatic numbers."""
	if path.suffix.lower() not in _READ_AS_PAGES:
		return read_text(path)
	# Imported here so that counting plain text does not import the Word reader.
	from kepu_app.core.intake import read_document

	return read_document(path.name, read_whole(path, LARGEST_TEXT)).text


def _standard_input() -> str:
	raw = sys.stdin.buffer.read(LARGEST_TEXT + 1)
	if len(raw) > LARGEST_TEXT:
		raise InputError("标准输入过大", code="file.too_large", place="标准输入")
	return decode_text(raw, "标准输入")
