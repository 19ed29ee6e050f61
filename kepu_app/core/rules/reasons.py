"""Splits several reasons in one cell or field, since the paper numbers each of them itself."""

from __future__ import annotations

import re
from collections.abc import Callable

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
_LATIN_BREAK = re.compile("[A-Za-z0-9,;][A-Za-z0-9]")
_CHINESE = "一二三四五六七八九十"


def split_reasons(entry: str) -> list[str]:
	"""Return each reason as typed, with its number.

	A reason of several lines stays whole if others are numbered. Numbers inside a line split it only if they
	increase by one, each after the end of a clause or a blank. ① and （一） do anywhere. If that finds none, they
	may follow a word as well, except with 、, which enumerates.
	"""
	lines = [line.strip() for line in _LINE_END.split(entry) if line.strip()]
	if len(lines) > 1 and _LABEL.fullmatch(lines[0]):
		lines = lines[1:]
	if len(lines) > 1 and not any(map(_is_marked, lines)):
		return lines
	return [reason for line in _joined(lines) for reason in _split_line(line)]


def without_number(reason: str) -> str:
	"""Remove the number or the bullet typed in front."""
	plain = reason.strip()
	found = _NUMBER.match(plain) or _BULLET.match(plain)
	return plain[found.end() :] if found else plain


def _is_marked(line: str) -> bool:
	return bool(_NUMBER.match(line) or _BULLET.match(line))


def _joined(lines: list[str]) -> list[str]:
	"""Append unnumbered lines to the one above, Chinese without a blank, Latin words with one."""
	found: list[str] = []
	for line in lines:
		if found and not _is_marked(line):
			is_latin = bool(_LATIN_BREAK.fullmatch(found[-1][-1] + line[0]))
			found[-1] += f" {line}" if is_latin else line
		else:
			found.append(line)
	return found


def _split_line(line: str) -> list[str]:
	line = _LABEL_WITHIN.sub("", line)
	marks = list(_NUMBER.finditer(line))
	ways = (_counting(line, marks, begins) for begins in (_stands_apart, _follows_word))
	starts = next((way for way in ways if len(way) > 1), [])
	if not starts:
		return [line]
	ends = [*starts[1:], len(line)]
	return [line[start:end].strip() for start, end in zip(starts, ends, strict=True)]


def _counting(
	line: str, marks: list[re.Match[str]], begins: Callable[[str, re.Match[str]], bool]
) -> list[int]:
	"""Return the positions of the numbers that continue the line's first one."""
	starts: list[int] = []
	expected = _value(marks[0]) if marks and marks[0].start() == 0 else None
	for match in marks:
		if _value(match) == expected and (match.start() == 0 or begins(line, match)):
			starts.append(match.start())
			expected += 1
	return starts


def _stands_apart(line: str, match: re.Match[str]) -> bool:
	before = line[match.start() - 1]
	is_sign = bool(match["circled"]) or bool(match["chinese"] and match[0].startswith(("（", "(")))
	return before.isspace() or before in _CLAUSE_END or is_sign


def _follows_word(line: str, match: re.Match[str]) -> bool:
	before = line[match.start() - 1]
	return not (before.isascii() and before.isalnum()) and not match[0].rstrip().endswith("、")


def _value(match: re.Match[str]) -> int:
	if match["circled"]:
		code = ord(match["circled"])
		return next(code - first + 1 for first in (0x2460, 0x2474, 0x2488) if first <= code < first + 20)
	if match["chinese"]:
		return _CHINESE.index(match["chinese"]) + 1
	return int(match["arabic"] or match["bracket"])
