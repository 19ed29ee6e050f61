"""``kepu count``, apart from the other commands so that it starts without what prints and reads Excel."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kepu_app.core.cli.output import Output
from kepu_app.core.counter import count_text
from kepu_app.core.errors import InputError
from kepu_app.core.files import LARGEST_TEXT, decode_text, read_text


def count(options: argparse.Namespace, output: Output) -> int:
	"""Both counts of a text file or of standard input; always exits with 0."""
	text = _standard_input() if options.file == "-" else read_text(Path(options.file))
	counted = count_text(text)
	output.result(
		{"ok": True, "words": counted.words, "characters": counted.characters},
		f"字数：{counted.words}",
		f"字符数(不计空格)：{counted.characters}",
	)
	return 0


def _standard_input() -> str:
	raw = sys.stdin.buffer.read(LARGEST_TEXT + 1)
	if len(raw) > LARGEST_TEXT:
		raise InputError("标准输入过大", code="file.too_large", place="标准输入")
	return decode_text(raw, "标准输入")
