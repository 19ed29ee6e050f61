"""The frame of an annual summary as people write and paste it: title, opening sentence, headings, signature.

People number headings in their own way, put spaces into them and end them with a full stop or a colon. So
headings are compared without all of that.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kepu_app.core.cycle import Cycle
from kepu_app.core.printing.headings import mark_of, read_sign

LONGEST_FRAME_LINE = 60
"""Maximum characters of a heading, a title or a signature; longer lines are running text."""

_NUMERAL = "[一二三四五六七八九十百零〇]{1,4}"
_NUMBERING = re.compile(
	rf"(?:第{_NUMERAL}(?:部分|章|节|篇)|[（(](?:{_NUMERAL}|\d{{1,2}})[）)]|(?:{_NUMERAL}|\d{{1,2}})[、.．,，:：])"
)
_COUNTS_THINGS = re.compile(rf"{_NUMERAL}\s*、")
_FIRST_LEVEL = re.compile(rf"(?:第{_NUMERAL}(?:部分|章)|{_NUMERAL}[、.．])")
_NOT_LETTERS = re.compile(r"[\W_]+")
_OPENING = re.compile(
	r"(?:现将|现就|现把).{0,60}(?:报送|报告|汇报|总结|呈报|上报)?如下|"
	r"(?:按照|根据|依据|遵照).{0,80}(?:如下|报告如下|汇报如下)"
)
_TITLE = re.compile(
	r"[^。；]{0,50}(?:工作总结|总结报告|工作报告|工作总结报告)(?:[（(].{1,12}[）)])?"
	r"|(?=.*(?:\d{4}年|示范[县市区]))(?!.*(?:报送|上报|呈报|提交|推荐|申报))[^。；]{0,50}"
	r"(?:工作汇报|情况汇报|情况的?报告|总结的报告|工作情况(?:的?总结)?|总结(?:及|和|与|暨)\d{4}年度?(?:工作)?(?:计划|打算|思路|安排|要点))"
	r"(?:[（(].{1,12}[）)])?"
)
"""The second alternative could be running text as well, so it needs a year or 示范县. A letter that a report is
sent is no title."""
_SENTENCE = re.compile(r"[^。！？]+[。！？]?")
_SEAL = re.compile(r"[（(]\s*(?:盖章|公章|章|印章)\s*[）)]")
_ORGANISATION = re.compile(
	r"[^。；，,;：:！？]{2,40}(?:政府|科协|科学技术协会|委员会|办公室|人民政府办公室|领导小组|[县市区旗])"
)
_DIGITS = "零一二三四五六七八九"
_ARABIC_DATE = re.compile(r"(\d{4})[年\-/.](\d{1,2})[月\-/.](\d{1,2})日?")
_CHINESE_DATE = re.compile(rf"([{_DIGITS}]{{4}})年([{_DIGITS}十]{{1,3}})月([{_DIGITS}十]{{1,3}})日")


@dataclass(frozen=True)
class Signature:
	"""Who signs and when; ``lines`` is its number of lines at the end of the text, blank ones included."""

	on_behalf_of: str = ""
	dated: date | None = None
	lines: int = 0


def heading_key(line: str) -> str:
	"""Return a heading without numbering, punctuation and spaces, for comparison."""
	bare = _NUMBERING.sub("", "".join(unicodedata.normalize("NFKC", line).split()), count=1)
	return _NOT_LETTERS.sub("", bare)


def cycle_heading(line: str, cycle: Cycle) -> str:
	"""Return the cycle's heading that this line is, whatever its numbering; blank if it is none."""
	key = heading_key(line) if len(line.strip()) <= LONGEST_FRAME_LINE else ""
	return next((each.text for each in cycle.headings if key and heading_key(each.text) == key), "")


def is_first_level(line: str) -> bool:
	"""Return whether the line is a first-level heading (一、… or 第一部分…), without running text."""
	bare = line.strip()
	mark = mark_of(bare)
	if mark is not None:
		is_alone = len(bare) <= LONGEST_FRAME_LINE and "。" not in bare.rstrip("。")
		return mark and is_alone and bool(_COUNTS_THINGS.match(bare))
	is_numbered = bool(_FIRST_LEVEL.match(bare)) and len(bare) <= LONGEST_FRAME_LINE
	if _COUNTS_THINGS.match(bare) and read_sign(bare) is None:
		return False
	return is_numbered and "。" not in bare.rstrip("。")


def is_title(line: str) -> bool:
	"""Return whether the line is the title of a summary, such as 安徽省宿州市埇桥区2024年工作总结."""
	bare = "".join(line.split())
	return not _NUMBERING.match(bare) and bool(_TITLE.fullmatch(bare))


def without_opening(paragraph: str) -> str:
	"""Remove the sentence that only announces the report (…现将…报送如下。)."""
	sentences = _SENTENCE.findall(paragraph)
	kept = [each for each in sentences if not _is_opening(each)]
	return paragraph if len(kept) == len(sentences) else "".join(kept).strip()


def read_date(line: str) -> date | None:
	"""Parse a line that is a date in Arabic or Chinese numerals, else None."""
	bare = "".join(unicodedata.normalize("NFKC", line).split())
	found = _ARABIC_DATE.fullmatch(bare)
	if found:
		return _day(*(int(each) for each in found.groups()))
	found = _CHINESE_DATE.fullmatch(re.sub("[〇○OoO]", "零", bare))
	if not found:
		return None
	year = int("".join(str(_DIGITS.index(each)) for each in found[1]))
	return _day(year, _chinese_number(found[2]), _chinese_number(found[3]))


def find_signature(lines: Sequence[str]) -> Signature:
	"""Return the signature at the end of a text: a date, an organisation, or an organisation with its date.

	An organisation alone counts only if it is an association or a government. Running text never counts.
	"""
	last = len(lines)
	last = _above(lines, last)
	dated = read_date(lines[last - 1]) if last else None
	if dated:
		last = _above(lines, last - 1)
	name = _SEAL.sub("", lines[last - 1]).strip() if last else ""
	is_name = bool(name) and _is_organisation(name, is_dated=dated is not None)
	if not is_name:
		return Signature(dated=dated, lines=len(lines) - last) if dated else Signature()
	return Signature(name, dated, len(lines) - (last - 1))


def _is_opening(sentence: str) -> bool:
	bare = "".join(sentence.split()).rstrip("。：:；;")
	return len(bare) <= 2 * LONGEST_FRAME_LINE and bool(_OPENING.fullmatch(bare) or _ends_in_opening(bare))


def _ends_in_opening(sentence: str) -> bool:
	"""Match 按照《…》有关要求，现将…报送如下: a sentence whose first part names the notice."""
	reason, comma, rest = sentence.rpartition("，")
	return (
		bool(comma) and reason.startswith(("按照", "根据", "依据", "遵照")) and bool(_OPENING.fullmatch(rest))
	)


def _is_organisation(name: str, is_dated: bool) -> bool:
	if len(name) > LONGEST_FRAME_LINE or _NUMBERING.match(name) or not _ORGANISATION.fullmatch(name):
		return False
	return is_dated or name.endswith(("科学技术协会", "科协", "人民政府"))


def _above(lines: Sequence[str], last: int) -> int:
	"""Return the number of lines up to the last one that is not blank."""
	while last and not lines[last - 1].strip():
		last -= 1
	return last


def _chinese_number(text: str) -> int:
	tens, ten, ones = text.rpartition("十")
	if not ten:
		return int("".join(str(_DIGITS.index(each)) for each in text))
	first = _DIGITS.index(tens) if len(tens) == 1 else 1
	return first * 10 + (_DIGITS.index(ones) if len(ones) == 1 else 0)


def _day(year: int, month: int, day: int) -> date | None:
	try:
		return date(year, month, day)
	except ValueError:
		return None
