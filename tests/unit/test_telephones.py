"""Telephone numbers as people write them: which are possible, and how they print."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepu_app.core.rules.telephones import (
	LONGEST_ENTRY,
	Verdict,
	is_telephone,
	printed_telephones,
	read_telephones,
)


@pytest.mark.parametrize(
	"value",
	[
		"13905571234",
		"139 0557 1234",
		"139-0557-1234",
		"+86 13905571234",
		"010-68578249",
		"01068578249",
		"（0557）3023456",
		"0557-3023456转801",
		"0551-62670123-8012",
		"+86-551-62670123",
		"13905571234、0557-3023456",
		"13905571234/19955701234",
		"手机：13800138000",
		"13800138000 13900139000",
		"13800138000（微信同号）",
		"0371-65707551/7552",
		"0371-65707551（转8001）",
		"0371–65707551",
		"0086-371-65707551",
		"400-810-1234",
		"１３９０５５７１２３４",
		"\u202a13800138000\u202c",
		"138\u200b0013\u200b8000",
		"+1 202 555 0123",
	],
)
def test_right(value: str) -> None:
	assert is_telephone(value)


@pytest.mark.parametrize(
	"value",
	[
		"",
		"  ",
		"、",
		"12345678901",
		"1390557123",
		"139055712345",
		"3023456",
		"68578249",
		"010-6857824",
		"000-12345678",
		"0557-1023456",
		"8612345678",
		"abc13905571234",
		"13905571234、12",
		"见附件",
		"12345",
		"微信：wx_1234",
		"1" * 5_000 + "a",
		"(1 " * 60,
	],
)
def test_wrong(value: str) -> None:
	assert not is_telephone(value)


@given(st.text())
def test_never_fails(value: str) -> None:
	assert is_telephone(value) in (True, False)


@pytest.mark.parametrize(
	("typed", "printed"),
	[
		("手机：13800138000", "手机：13800138000"),
		("13800138000 13900139000", "13800138000、13900139000"),
		("13800138000(微信同号)", "13800138000（微信同号）"),
		("0371-65707551/7552", "0371-65707551/7552"),
		("0557—3022156/7552（转8001）", "0557-3022156/7552转8001"),
		("座机0551-62670123/0124转6，手机13800138000", "座机0551-62670123/0124转6、手机13800138000"),
		("0371-65707551（转8001）", "0371-65707551转8001"),
		("0371-65707551-8001", "0371-65707551转8001"),
		("0371–65707551", "0371-65707551"),
		("（0371） 6570 7551", "0371-65707551"),
		("0086-371-65707551", "0371-65707551"),
		("0086-0371-65707551", "0371-65707551"),
		("86-13800138000", "13800138000"),
		("+86 138 0013 8000", "13800138000"),
		("4008101234", "400-810-1234"),
		("400 810 1234 转 5", "400-810-1234转5"),
		("１３８００１３８０００", "13800138000"),
		("\u202a13800138000\u202c", "13800138000"),
		("138.0013.8000", "13800138000"),
		("0371-65707551、65707552", "0371-65707551、0371-65707552"),
		("0371-65707551 13800138000", "0371-65707551、13800138000"),
		("办公:0371-65707551;手机:13800138000", "办公：0371-65707551、手机：13800138000"),
		("Tel: 010-68578249 ext. 12", "Tel：010-68578249转12"),
		("见附件", "见附件"),
	],
)
def test_what_prints_is_tidy(typed: str, printed: str) -> None:
	assert printed_telephones(typed) == printed
	assert printed_telephones(printed) == printed


@pytest.mark.parametrize(
	("typed", "printed"),
	[
		("0551-62670123-123456", "0551-62670123转123456"),
		("0551-62670123 1", "0551-62670123转1"),
		("037165707551-8001", "0371-65707551转8001"),
		("13800138000 010-68578249转8001", "13800138000、010-68578249转8001"),
		("0371 6570 7551 8001", "0371-65707551转8001"),
		("010-68578249 分机12", "010-68578249转12"),
		("010-68578249#12", "010-68578249转12"),
		("0371-65707551转12/7552转34", "0371-65707551转12/7552转34"),
	],
)
def test_an_extension_has_six_digits_at_most(typed: str, printed: str) -> None:
	assert is_telephone(typed)
	assert printed_telephones(typed) == printed


@pytest.mark.parametrize(
	("typed", "wrong"),
	[
		("0551-62670123-1234567", "1234567"),
		("13800138000-12", "12"),
		("0371-65707551-8001-8002", "8002"),
		("0371-65707551/1", "1"),
		("0371-65707551、52", "52"),
		("13800138000/12", "12"),
	],
)
def test_what_is_neither_an_extension_nor_an_end_is_named(typed: str, wrong: str) -> None:
	read = read_telephones(typed)
	assert read.verdict is Verdict.IMPOSSIBLE
	assert read.reason == f"“{wrong}”不是有效的手机号码或带区号的固定电话号码"


@pytest.mark.parametrize(
	("typed", "printed"),
	[
		("0371-65707551/12", "0371-65707551/12"),
		("0371-65707551、7552", "0371-65707551/7552"),
		("0371-65707551/7552/7553", "0371-65707551/7552/7553"),
		("0371-65707551、123", "0371-65707551/123"),
		("13800138000 0371-65707551/7552", "13800138000、0371-65707551/7552"),
		("13800138000 0371-65707551/7552转34", "13800138000、0371-65707551/7552转34"),
	],
)
def test_the_ends_of_more_numbers_of_one_office(typed: str, printed: str) -> None:
	assert is_telephone(typed)
	assert printed_telephones(typed) == printed


@pytest.mark.parametrize(
	("typed", "printed"),
	[
		("010-68578249 65005187", "010-68578249、010-65005187"),
		(
			"010-68578249、65005187、0371-65707551、65707552",
			"010-68578249、010-65005187、0371-65707551、0371-65707552",
		),
		("13800138000、0371-65707551、13900139000、65707552", None),
	],
)
def test_the_area_of_the_number_before_holds_on(typed: str, printed: str | None) -> None:
	assert is_telephone(typed)
	assert printed_telephones(typed) == (printed or typed.replace("、65707552", "、0371-65707552"))


def test_an_area_that_comes_later_is_none_of_the_number_before() -> None:
	read = read_telephones("65707552、0371-65707551")
	assert [each.verdict for each in read.numbers] == [Verdict.IMPOSSIBLE, Verdict.FINE]
	assert read.reason == "“65707552”缺少区号"
	assert read_telephones("62670123转12").printed == "62670123"


@pytest.mark.parametrize(
	("typed", "printed"),
	[
		("010-68578249", "010-68578249"),
		("02082345678", "020-82345678"),
		("03716570755", "0371-6570755"),
		("8008101234", "800-810-1234"),
		("+8610-68578249", "010-68578249"),
		("86 0371 65707551", "0371-65707551"),
		("+86013800138000", "13800138000"),
		("+1 202 555 0123", "+1 202-555-0123"),
		("1 3 8 0 0 1 3 8 0 0 0", "13800138000"),
		("138 0013 8000 139 0013 9000", "13800138000、13900139000"),
		("13800138000 +8613900139000", "13800138000、13900139000"),
		("13800138000  （微信）", "13800138000 （微信）"),
		("张三 13800138000", "张三 13800138000"),
	],
)
def test_area_and_groups_of_digits(typed: str, printed: str) -> None:
	assert printed_telephones(typed) == printed


@pytest.mark.parametrize(
	("typed", "verdict", "reason"),
	[
		("13800138000", Verdict.FINE, ""),
		("10800138000", Verdict.IMPOSSIBLE, "“10800138000”不是有效的手机号码或带区号的固定电话号码"),
		("12800138000", Verdict.IMPOSSIBLE, "“12800138000”不是有效的手机号码或带区号的固定电话号码"),
		("0999-8234567", Verdict.FINE, ""),
		("0999-82345678", Verdict.UNUSUAL, "“0999-82345678”的区号或位数少见，请核对"),
		("+852 2345 6789", Verdict.UNUSUAL, "“+852-2345-6789”是境外号码，请核对"),
		("+1 202 555 01", Verdict.IMPOSSIBLE, "“+1-202-555-01”不是有效的手机号码或带区号的固定电话号码"),
		("+1068578249", Verdict.IMPOSSIBLE, "“+1068578249”不是有效的手机号码或带区号的固定电话号码"),
		("13800138000、0999-82345678", Verdict.UNUSUAL, "“0999-82345678”的区号或位数少见，请核对"),
		(
			"0999-82345678；12800138000",
			Verdict.IMPOSSIBLE,
			"“12800138000”不是有效的手机号码或带区号的固定电话号码",
		),
		("见附件", Verdict.IMPOSSIBLE, "其中没有电话号码"),
		("138OO138000", Verdict.IMPOSSIBLE, "“138OO138000”中的字母像是数字0或1，请重新输入"),
		("13800138000 O12345678", Verdict.FINE, ""),
	],
)
def test_the_worst_number_is_the_verdict_and_is_named(typed: str, verdict: Verdict, reason: str) -> None:
	read = read_telephones(typed)
	assert (read.verdict, read.reason) == (verdict, reason)


def test_a_long_entry_is_not_looked_into() -> None:
	number = "13800138000"
	longest = "电" * (LONGEST_ENTRY - len(number)) + number
	assert (LONGEST_ENTRY, is_telephone(longest)) == (200, True)
	assert not is_telephone(f"电{longest}")
	assert read_telephones(f"电{longest}").printed == f"电{longest}"
