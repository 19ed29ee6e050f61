"""The rules about nominees, and what is understood as a telephone number, a choice, a month."""

from __future__ import annotations

import pytest

from kepu_app.core.breaches import Severity
from kepu_app.core.choices import POLITICAL_STATUSES, SEXES, settle
from kepu_app.core.rules import check_submission
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
