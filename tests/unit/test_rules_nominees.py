"""The rules about nominees, and what is understood as a telephone number, a choice, a month."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepu_app.core.breaches import Severity
from kepu_app.core.choices import POLITICAL_STATUSES, SEXES, settle
from kepu_app.core.rules import check_submission
from kepu_app.core.rules.telephones import is_telephone, printed_telephones
from kepu_app.core.rules.values import day_of, full_years, month_of, parse_month
from tests.unit.breaches import found, only, with_nominee
from tests.unit.factories import make_nominee, make_province, make_submission


class TestNominees:
	def test_quota(self) -> None:
		four = tuple(make_nominee(number) for number in range(1, 5))
		breach = only(make_submission(nominees=four), "nominees.too_many")
		assert (breach.value, breach.limit, breach.place.index) == ("4", "3", 3)

	def test_nobody_twice(self) -> None:
		twice = (make_nominee(1), make_nominee(1, rank=2))
		assert len(found(make_submission(nominees=twice), "nominees.repeated")) == 2

	def test_from_a_demonstration_county_of_the_province(self) -> None:
		breach = only(with_nominee(county_code="340421"), "nominee.not_demonstration_county")
		assert breach.severity is Severity.ERROR

	@pytest.mark.parametrize("value", ["1979-13", "1979-00", "1979", "79-06", "1979-6", "1979年6月", "某年"])
	def test_birth_month_is_no_month(self, value: str) -> None:
		assert only(with_nominee(birth_month=value), "nominee.birth_month").value == value

	@pytest.mark.parametrize("value", ["2025-03", "2007-03", "1949-01", "1879-06"])
	def test_birth_month_is_not_plausible(self, value: str) -> None:
		assert only(with_nominee(birth_month=value), "nominee.birth_month_implausible").limit == "18-75岁"

	@pytest.mark.parametrize("value", ["2007-02", "1949-03", "1979-06"])
	def test_birth_month_is_plausible_up_to_the_ends(self, value: str) -> None:
		assert check_submission(with_nominee(birth_month=value)) == []

	def test_telephone(self) -> None:
		assert only(with_nominee(phone="12345678901"), "nominee.phone").value == "12345678901"

	def test_bio(self) -> None:
		assert check_submission(with_nominee(bio="字" * 200)) == []
		assert only(with_nominee(bio="字" * 201), "nominee.bio_too_long").value == "201"

	@pytest.mark.parametrize(
		"field",
		["name", "sex", "political_status", "birth_month", "organisation", "position", "phone", "bio"],
	)
	def test_blank(self, field: str) -> None:
		assert only(with_nominee(**{field: ""}), "nominee.blank").place.field == field

	def test_blank_reasons(self) -> None:
		assert only(with_nominee(reasons=("", " ")), "nominee.blank").place.field == "reasons"


class TestTelephone:
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
	def test_right(self, value: str) -> None:
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
	def test_wrong(self, value: str) -> None:
		assert not is_telephone(value)

	@given(st.text())
	def test_never_fails(self, value: str) -> None:
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
	def test_what_prints_is_tidy(self, typed: str, printed: str) -> None:
		assert printed_telephones(typed) == printed
		assert printed_telephones(printed) == printed

	@pytest.mark.parametrize("phone", ["0371-6570755", "+852 2345 6789", "+1 202 555 0123", "0999-82345678"])
	def test_what_is_unusual_is_pointed_out(self, phone: str) -> None:
		breach = only(with_nominee(phone=phone), "nominee.phone_unusual")
		assert (breach.severity, breach.value) == (Severity.WARNING, phone)
		whole = make_submission(province=make_province(contact_phone=phone))
		assert only(whole, "province.phone_unusual").severity is Severity.WARNING

	def test_what_is_wrong_is_said(self) -> None:
		assert "“62670123”缺少区号" in only(with_nominee(phone="62670123"), "nominee.phone").message
		two = only(with_nominee(phone="13800138000、1390013900"), "nominee.phone").message
		assert "“13800138000、1390013900”不能作为联系电话：“1390013900”不是有效的" in two

	@pytest.mark.parametrize(
		"phone", ["138OO138000", "I3800138000", "0557-3O22156", "l3900139000", "1380013800o"]
	)
	def test_letter_in_the_place_of_a_digit_is_named(self, phone: str) -> None:
		assert "字母" in only(with_nominee(phone=phone), "nominee.phone").message


class TestChoices:
	@pytest.mark.parametrize(
		"entry", ["男", " 男 ", "M", "m", "Male", "男性", "ＭＡＬＥ", "男\u200b", "男同志", "先生", "男。"]
	)
	def test_a_man(self, entry: str) -> None:
		assert settle(entry, SEXES) == "男"

	@pytest.mark.parametrize(
		("entry", "status"),
		[
			("党员", "中共党员"),
			("中国共产党 党员", "中共党员"),
			("团员", "共青团员"),
			("民革", "民革党员"),
			("九三", "九三学社社员"),
			("党 员", "中共党员"),
			("中国共产党", "中共党员"),
			("群　众", "群众"),
			("预备党员。", "中共预备党员"),
			("无党派", "无党派人士"),
		],
	)
	def test_a_status(self, entry: str, status: str) -> None:
		assert settle(entry, POLITICAL_STATUSES) == status

	@pytest.mark.parametrize("entry", ["未知", "保密", "1", "不详", "X", "男女"])
	def test_what_is_none_stays_and_is_refused(self, entry: str) -> None:
		assert settle(entry, SEXES) == entry
		breach = only(with_nominee(sex=entry), "nominee.sex")
		assert (breach.value, breach.limit, breach.severity) == (entry, "男、女", Severity.ERROR)

	def test_a_status_that_is_none_is_refused(self) -> None:
		assert "群众" in only(with_nominee(political_status="其他"), "nominee.political_status").limit


class TestMonth:
	@pytest.mark.parametrize(
		"entry",
		[
			*(
				"1978-11",
				"1978-11-05",
				"1978—11",
				"1978–11",
				"1978年11月",
				"1978年11月5日",
				"1978.11.05",
				"19781105",
			),
			*(
				"197811",
				"1978 11",
				"１９７８．１１",
				"1978年11月生",
				"1978-11-05 00:00:00",
				"\u202a1978-11\u202c",
				"1978/11",
			),
			*(
				"一九七八年十一月",
				"一九七八年十一月五日",
				"1978．11",
				"1978年 11 月",
				"1978–11–5",
				"1978年11月5号",
			),
		],
	)
	def test_as_people_write_it(self, entry: str) -> None:
		assert month_of(entry) == "1978-11"

	@pytest.mark.parametrize(
		"entry", ["", "1978", "1978-13", "78-11", "1978-11-31", "11/1978", "1878-11", "2025-2-30"]
	)
	def test_what_is_none(self, entry: str) -> None:
		assert month_of(entry) == ""

	@pytest.mark.parametrize(
		("entry", "day"),
		[
			("二〇二五年一月二十日", date(2025, 1, 20)),
			("二○二四年十二月三十一日", date(2024, 12, 31)),
			("二零二五年二月十日", date(2025, 2, 10)),
			("二〇二五年 一月 五日", date(2025, 1, 5)),
			("二〇二五年十月十九号", date(2025, 10, 19)),
			("二〇二五年二月三十日", None),
			("二〇二五年十三月一日", None),
			("二五年一月二十日", None),
		],
	)
	def test_day_in_words(self, entry: str, day: date | None) -> None:
		assert day_of(entry) == day

	@given(st.dates(min_value=date(1, 1, 1)))
	def test_round_trip(self, day: date) -> None:
		assert parse_month(f"{day.year:04d}-{day.month:02d}") == day.replace(day=1)

	@given(st.dates(), st.dates())
	def test_full_years_counts_birthdays(self, born: date, until: date) -> None:
		years = full_years(born, until)
		assert born.year + years <= until.year
		assert (born.year + years, born.month, born.day) <= (until.year, until.month, until.day)
		assert (born.year + years + 1, born.month, born.day) > (until.year, until.month, until.day)
