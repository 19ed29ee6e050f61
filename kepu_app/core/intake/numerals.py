"""Numbers as Word writes them in lists.

Source: ECMA-376 part 1, 17.18.59 ``ST_NumberFormat``. Other formats become Arabic numbers.
"""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_FORMAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_FORMAL_DIGITS_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
	(1000, "M"),
	(900, "CM"),
	(500, "D"),
	(400, "CD"),
	(100, "C"),
	(90, "XC"),
	(50, "L"),
	(40, "XL"),
	(10, "X"),
	(9, "IX"),
	(5, "V"),
	(4, "IV"),
	(1, "I"),
)
_LARGEST_SPELLED = 9999


def write_number(number: int, number_format: str) -> str:
	"""Format a list's number (0 or more) in one of Word's formats."""
	return _FORMATS.get(number_format, str)(number)


def _counting(number: int) -> str:
	"""Return 一 … 九十九, from then on by digits, as Word counts in this format."""
	return _thousands(number) if number < 100 else _by_digits(number)


def _thousands(number: int) -> str:
	"""Return 一百零一, 一千零二十."""
	return _spelled(number, "零一二三四五六七八九", "十百千", bare_ten=True)


def _japanese(number: int) -> str:
	"""Return 百一, 千二十: no zero, and no one before a ten, a hundred or a thousand."""
	if not 0 < number <= _LARGEST_SPELLED:
		return str(number)
	text = ""
	for power, unit in ((1000, "千"), (100, "百"), (10, "十")):
		digit, number = divmod(number, power)
		text += (_DIGITS[digit] if digit > 1 else "") + unit if digit else ""
	return text + (_DIGITS[number] if number else "")


def _formal(digits: str) -> Callable[[int], str]:
	return lambda number: _spelled(number, digits, "拾佰仟", bare_ten=False)


def _spelled(number: int, digits: str, units: str, bare_ten: bool) -> str:
	if not 0 <= number <= _LARGEST_SPELLED:
		return str(number)
	if number < 10:
		return digits[number]
	text, has_gap = "", False
	for position in range(3, -1, -1):
		digit = number // 10**position % 10
		if digit:
			text += (digits[0] if has_gap else "") + digits[digit] + (units[position - 1] if position else "")
		has_gap = bool(text) and not digit
	one_ten = digits[1] + units[0]
	return text[1:] if bare_ten and text.startswith(one_ten) else text


def _by_digits(number: int) -> str:
	return "".join(_DIGITS[int(digit)] for digit in str(number))


def _from(characters: str) -> Callable[[int], str]:
	return lambda number: characters[number - 1] if 1 <= number <= len(characters) else str(number)


def _full_width(number: int) -> str:
	return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))


def _circled(number: int) -> str:
	for first, last, start in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
		if first <= number <= last:
			return chr(start + number - first)
	return str(number)


def _enclosed(start: int) -> Callable[[int], str]:
	return lambda number: chr(start + number - 1) if 1 <= number <= 20 else str(number)


def _letters(number: int) -> str:
	"""Return A … Z, AA, BB …: Word doubles the letter."""
	if number < 1:
		return str(number)
	times, letter = divmod(number - 1, 26)
	return chr(ord("A") + letter) * (times + 1)


def _roman(number: int) -> str:
	if not 0 < number < 4000:
		return str(number)
	text = ""
	for value, letters in _ROMAN:
		times, number = divmod(number, value)
		text += letters * times
	return text


_FORMATS: dict[str, Callable[[int], str]] = {
	"decimal": str,
	"decimalHalfWidth": str,
	"decimalZero": lambda number: f"{number:02d}",
	"decimalFullWidth": _full_width,
	"decimalFullWidth2": _full_width,
	"decimalEnclosedCircle": _circled,
	"decimalEnclosedCircleChinese": _circled,
	"decimalEnclosedFullstop": _enclosed(0x2488),
	"decimalEnclosedParen": _enclosed(0x2474),
	"ideographEnclosedCircle": lambda number: chr(0x3280 + number - 1) if 1 <= number <= 10 else str(number),
	"chineseCounting": _counting,
	"taiwaneseCounting": _counting,
	"koreanDigital": _by_digits,
	"chineseCountingThousand": _thousands,
	"taiwaneseCountingThousand": _thousands,
	"japaneseCounting": _japanese,
	"ideographDigital": _by_digits,
	"japaneseDigitalTenThousand": _by_digits,
	"taiwaneseDigital": _by_digits,
	"chineseLegalSimplified": _formal(_FORMAL_DIGITS),
	"ideographLegalTraditional": _formal(_FORMAL_DIGITS_TRADITIONAL),
	"japaneseLegal": _formal(_FORMAL_DIGITS_TRADITIONAL),
	"ideographTraditional": _from(_STEMS),
	"ideographZodiac": _from(_BRANCHES),
	"upperLetter": _letters,
	"lowerLetter": lambda number: _letters(number).lower(),
	"upperRoman": _roman,
	"lowerRoman": lambda number: _roman(number).lower(),
	"none": lambda number: "",
}
