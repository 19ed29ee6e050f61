"""Telephone numbers as people write them: what is a number, what is unusual about it, how it prints.

``phonenumbers`` parses and validates them. The patterns of the national plan (《电信网编号计划》, 2017) supplement it,
since new mobile prefixes open faster than a library learns of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat

from kepu_app.core.characters import without_invisible

REGION = "CN"
LONGEST_EXTENSION = 6
LONGEST_ENTRY = 200
"""Maximum characters of an entry that is parsed; a few numbers with remarks have far fewer."""

_CHINA = 86
_DASHES = "-‐‑‒–—―−－﹣－ー─"
_SAME = str.maketrans(
	{**dict.fromkeys(_DASHES, "-"), "～": "-", "~": "-", "·": ".", "•": ".", "，": ",", "／": "/"}
)

_DIGITS, _BRACKET = r"\d+(?!\d)", r"\(\s?\+?\d+\s?\)"
_NUMBER = re.compile(
	rf"(?<![A-Za-z\d])(?:\+\s?)?(?:{_DIGITS}|{_BRACKET})"
	rf"(?:[ .\-]+(?:{_DIGITS}|{_BRACKET})|{_BRACKET}|(?<=\)){_DIGITS})*(?![A-Za-z\d])",
	re.ASCII,
)
_EXTENSION = re.compile(
	r"\s*[(\[]?\s*(?:转接?|分机号?|内线|extn?\.?|x|#)\s*[:：]?\s*(\d{1,6})(?!\d)\s*[)\]]?",
	re.IGNORECASE | re.ASCII,
)
_TAIL = re.compile(r"[/、\-]\s*(\d{2,6})(?![\d\-])", re.ASCII)
_PIECE = re.compile(r"\+?\s*\(\s*\+?\d+\s*\)|\+?\s*\d+", re.ASCII)
_SEPARATOR = re.compile(r"\s*[/、,;；\n|]+\s*")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:10|2\d)[2-9]\d{7}|[3-9]\d{2}[2-9]\d{6,7}")
_SERVICE = re.compile(r"[48]00\d{7}")
_LOCAL = re.compile(r"[2-9]\d{6,7}")
_LETTERS = re.compile(
	r"(?<![A-Za-z\d])(?=[\d-]*[OoIl])(?=(?:[OoIl-]*\d){5})[\dOoIl-]{7,}(?![A-Za-z\d])", re.ASCII
)
"""A number with O or l instead of 0 or 1."""


class Verdict(Enum):
	"""The validity of a number."""

	FINE = "fine"
	UNUSUAL = "unusual"
	IMPOSSIBLE = "impossible"


@dataclass(frozen=True)
class Telephone:
	"""One number: as typed, as printed, and what is wrong with it, in a few words."""

	typed: str
	printed: str
	verdict: Verdict
	reason: str = ""


@dataclass(frozen=True)
class Telephones:
	"""All numbers of an entry, and the whole entry as it prints."""

	numbers: tuple[Telephone, ...]
	printed: str

	@property
	def verdict(self) -> Verdict:
		"""That of the worst number; an entry without any is impossible."""
		found = {each.verdict for each in self.numbers}
		worst = (each for each in (Verdict.IMPOSSIBLE, Verdict.UNUSUAL, Verdict.FINE) if each in found)
		return next(worst, Verdict.IMPOSSIBLE)

	@property
	def reason(self) -> str:
		"""Why, naming the first number that has this verdict."""
		letters = _LETTERS.search(self.printed)
		if self.verdict is Verdict.IMPOSSIBLE and letters:
			return f"“{letters[0]}”中的字母像是数字0或1，请重新输入"
		if not self.numbers:
			return "其中没有电话号码"
		first = next(each for each in self.numbers if each.verdict is self.verdict)
		return f"“{first.typed}”{first.reason}" if first.reason else ""


@lru_cache(maxsize=4096)
def read_telephones(entry: str) -> Telephones:
	"""Parse the numbers of an entry such as 手机：138…（微信同号）、0371-65707551/7552转8001.

	Labels and remarks around numbers stay. Invisible characters, full-width digits, dashes of any kind and
	the country code are normalised.
	"""
	if len(entry) > LONGEST_ENTRY:
		return Telephones((), entry)
	text = unicodedata.normalize("NFKC", without_invisible(entry).translate(_SAME)).translate(_SAME).strip()
	found: list[Telephone] = []
	printed, place = "", 0
	for start, end, numbers in _numbers_in(text):
		printed += _between(text[place:start], bool(printed)) + "、".join(each.printed for each in numbers)
		found += numbers
		place = end
	printed += _between(text[place:], False)
	return Telephones(tuple(found), re.sub(r"、+", "、", printed).strip("、 "))


def is_telephone(entry: str) -> bool:
	"""Return whether it has numbers and all of them are possible."""
	return read_telephones(entry).verdict is not Verdict.IMPOSSIBLE


def printed_telephones(entry: str) -> str:
	"""Return the entry as it prints; unchanged if there is no number in it."""
	read = read_telephones(entry)
	return read.printed if read.numbers else entry.strip()


def _numbers_in(text: str) -> Iterator[tuple[int, int, list[Telephone]]]:
	"""Yield start and end of each run of digits, and its numbers with extensions and short endings."""
	area, place = "", 0
	while found := _NUMBER.search(text, place):
		pieces = [each.group() for each in _PIECE.finditer(found.group())]
		numbers = list(_split(pieces, area))
		end = found.end()
		last = numbers[-1]
		if extension := _EXTENSION.match(text, end):
			numbers[-1] = _with_extension(last, extension[1])
			end = extension.end()
		while (tail := _TAIL.match(text, end)) and _is_tail(last, tail):
			numbers[-1] = _with_tail(numbers[-1], tail[1])
			end = tail.end()
			if extension := _EXTENSION.match(text, end):
				numbers[-1] = _with_extension(numbers[-1], extension[1])
				end = extension.end()
		area = _area_of(last) or area
		yield found.start(), end, numbers
		place = end


def _split(pieces: list[str], area: str) -> Iterator[Telephone]:
	"""Combine groups of digits into numbers, each of as many groups as possible.

	So 138 0013 8000 is one number, and two numbers with a space between are two.
	"""
	while pieces:
		takes = range(len(pieces), 0, -1)
		judged = {count: _judged(pieces[:count], area) for count in takes}
		count = next(
			(
				each
				for verdict in (Verdict.FINE, Verdict.UNUSUAL)
				for each in takes
				if judged[each].verdict is verdict
			),
			len(pieces),
		)
		yield judged[count]
		pieces = pieces[count:]
		area = _area_of(judged[count]) or area


def _judged(pieces: list[str], area: str) -> Telephone:
	typed = "-".join(re.sub(r"[()\s]", "", each) for each in pieces)
	number, extension = _parsed(pieces), ""
	if (
		_looks(number) is Verdict.IMPOSSIBLE
		and len(pieces) > 1
		and len(_digits(pieces[-1])) <= LONGEST_EXTENSION
	):
		shorter = _parsed(pieces[:-1])
		if _looks(shorter) is not Verdict.IMPOSSIBLE and _is_landline(shorter):
			number, extension = shorter, _digits(pieces[-1])
	bare = _digits("".join(pieces))
	if area and _LOCAL.fullmatch(bare) and _looks(number) is Verdict.IMPOSSIBLE:
		number = _parsed([area, bare])
	verdict = _looks(number)
	if number is None or verdict is Verdict.IMPOSSIBLE:
		reason = "缺少区号" if _LOCAL.fullmatch(bare) else "不是有效的手机号码或带区号的固定电话号码"
		return Telephone(typed, typed, Verdict.IMPOSSIBLE, reason)
	printed = _national(number) + (f"转{extension}" if extension else "")
	return Telephone(typed, printed, verdict, _why_unusual(number) if verdict is Verdict.UNUSUAL else "")


def _parsed(pieces: list[str]) -> PhoneNumber | None:
	"""Parse these groups; 00 in front is the international prefix, and a 0 after +86 is dropped."""
	text = re.sub(r"[()\s]", "", "".join(pieces))
	text = re.sub(r"^00(?=[1-9])", "+", text)
	text = re.sub(r"^\+?860?(?=1[3-9]\d{9}$|[1-9]\d{8,10}$)", "+86", text)
	try:
		return phonenumbers.parse(text, REGION)
	except phonenumbers.NumberParseException:
		return None


def _looks(number: PhoneNumber | None) -> Verdict:
	if number is None:
		return Verdict.IMPOSSIBLE
	national = str(number.national_number)
	is_valid = phonenumbers.is_valid_number(number)
	if number.country_code != _CHINA:
		return Verdict.UNUSUAL if is_valid else Verdict.IMPOSSIBLE
	if _MOBILE.fullmatch(national):
		return Verdict.FINE
	if _LANDLINE.fullmatch(national) or _SERVICE.fullmatch(national):
		return Verdict.FINE if is_valid else Verdict.UNUSUAL
	return Verdict.IMPOSSIBLE


def _why_unusual(number: PhoneNumber) -> str:
	return "是境外号码，请核对" if number.country_code != _CHINA else "的区号或位数少见，请核对"


def _national(number: PhoneNumber) -> str:
	"""Format as 13800138000, 0371-65707551, 400-810-1234; a foreign number in international form."""
	national = str(number.national_number)
	if number.country_code != _CHINA:
		return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
	if _MOBILE.fullmatch(national):
		return national
	if _SERVICE.fullmatch(national):
		return f"{national[:3]}-{national[3:6]}-{national[6:]}"
	area = 2 if national.startswith(("10", "2")) else 3
	return f"0{national[:area]}-{national[area:]}"


def _is_landline(number: PhoneNumber | None) -> bool:
	return number is not None and not _MOBILE.fullmatch(str(number.national_number))


def _area_of(number: Telephone) -> str:
	found = re.match(r"(0\d{2,3})-", number.printed)
	return found[1] if found and number.verdict is not Verdict.IMPOSSIBLE else ""


def _is_tail(number: Telephone, tail: re.Match[str]) -> bool:
	"""Return whether it ends one more number of the same office: 0371-65707551/7552."""
	return bool(_area_of(number)) and (tail[0].startswith("/") or len(tail[1]) > 2)


def _with_tail(number: Telephone, tail: str) -> Telephone:
	return Telephone(f"{number.typed}/{tail}", f"{number.printed}/{tail}", number.verdict, number.reason)


def _with_extension(number: Telephone, extension: str) -> Telephone:
	if number.verdict is Verdict.IMPOSSIBLE:
		return number
	return Telephone(number.typed, f"{number.printed}转{extension}", number.verdict, number.reason)


def _digits(text: str) -> str:
	return re.sub(r"\D", "", text)


def _between(text: str, is_inside: bool) -> str:
	"""Return labels and remarks with Chinese punctuation; mere separators of numbers as 、."""
	if is_inside and not text.strip(" /、,;；\n|"):
		return "、"
	tidy = _SEPARATOR.sub("、", text)
	tidy = re.sub(r"\s*:\s*", "：", tidy).replace("(", "（").replace(")", "）")
	return re.sub(r"\s+", " ", tidy)
