"""Reasons that stand together in one cell or field, taken apart: the paper numbers each of them itself."""

from __future__ import annotations

import re

_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_NUMBER = re.compile(
	r"(?:(?:第\s*)?(?P<arabic>\d{1,2})(?:[．、)）]|\.(?!\d)|\.(?=(?:19|20)\d\d年))|[（(]\s*(?P<bracket>\d{1,2})\s*[）)]"
	r"|(?P<circled>[①-⑳⑴-⒇⒈-⒛])[.．、]?|[（(]?(?P<chinese>[一二三四五六七八九十])"
	r"(?:[、.．](?![一二三四五六七八九十])|[）)]))\s*",
	re.ASCII,
)
_BULLET = re.compile(r"[●•▪■◆◇○◦▶➢✓✔☆★*·]\s*(?=\S)|[-–—]\s+(?=\S)")
_LABEL = re.compile(r"(?:推荐|主要)?理由\s*[:：]?")
_LABEL_WITHIN = re.compile(r"^(?:推荐|主要)?理由\s*[:：]\s*(?=[\d①⑴⒈（(一])")
_CLAUSE_END = "。；;！!？?，,、"
_CHINESE = "一二三四五六七八九十"


def split_reasons(entry: str) -> list[str]:
	"""Each reason as it was typed, its number with it; one that is typed over several lines stays whole if
	others are numbered. Numbers inside a line part it only if they count on from 1, each behind the end of a
	clause or a blank, ① and （一） wherever they stand.
	"""
	lines = [line.strip() for line in _LINE_END.split(entry) if line.strip()]
	if len(lines) > 1 and _LABEL.fullmatch(lines[0]):
		lines = lines[1:]
	if len(lines) == 1:
		return _split_line(lines[0])
	return _joined(lines) if any(map(_is_marked, lines)) else lines


def without_number(reason: str) -> str:
	"""The reason without the number or the bullet that was typed in front."""
	plain = reason.strip()
	found = _NUMBER.match(plain) or _BULLET.match(plain)
	return plain[found.end() :] if found else plain


def _is_marked(line: str) -> bool:
	return bool(_NUMBER.match(line) or _BULLET.match(line))


def _joined(lines: list[str]) -> list[str]:
	"""Lines without a mark belong to the one above."""
	found: list[str] = []
	for line in lines:
		if found and not _is_marked(line):
			found[-1] += line
		else:
			found.append(line)
	return found


def _split_line(line: str) -> list[str]:
	starts, expected = [], 1
	line = _LABEL_WITHIN.sub("", line)
	for match in _NUMBER.finditer(line):
		before = line[match.start() - 1] if match.start() else "。"
		is_sign = bool(match["circled"]) or bool(match["chinese"] and match[0].startswith(("（", "(")))
		is_apart = before.isspace() or before in _CLAUSE_END or is_sign
		if is_apart and _value(match) == expected:
			starts.append(match.start())
			expected += 1
	if len(starts) < 2 or starts[0]:
		return [line]
	ends = [*starts[1:], len(line)]
	return [line[start:end].strip() for start, end in zip(starts, ends, strict=True)]


def _value(match: re.Match[str]) -> int:
	if match["circled"]:
		code = ord(match["circled"])
		return next(code - first + 1 for first in (0x2460, 0x2474, 0x2488) if first <= code < first + 20)
	if match["chinese"]:
		return _CHINESE.index(match["chinese"]) + 1
	return int(match["arabic"] or match["bracket"])
