"""What people type into forms and send by REST: signs nobody sees, choices, months, reasons, and characters that
no font has. Each is said by county, field and character."""

from collections.abc import Iterator
from typing import Any

import frappe
import pytest

from kepu_app.core.errors import FontError
from kepu_app.core.printing.fonts import installed_fonts
from kepu_app.core.rules.reasons import without_number
from kepu_app.exceptions import BreachError
from kepu_app.mappers.submission import submission_model
from kepu_app.packages.build import _build
from kepu_app.printing.printable import printable_ranges
from kepu_app.review.forms import cycle_facts, missing_for_next_step
from tests.site import factories
from tests.site.factories import APPROVER, REPORTER, World, acting_as
from tests.years import year_of

YEAR = year_of(__file__)
NO_FONT = "\ue863"
"""A private sign, which stands for 䶮 in files of the nineties: no font of ours has it."""


@pytest.fixture(autouse=True)
def undone(world: World) -> Iterator[None]:
	yield
	frappe.db.rollback()
	frappe.clear_messages()


def nominee(**values: Any) -> Any:
	doc = factories.make_nominee(YEAR)
	with acting_as(APPROVER):
		doc.update(values)
		return doc.save()


# --- signs that nobody sees


@pytest.mark.parametrize("sign", ["\u202a", "\u202c", "\u202e", "\u200b", "\ufeff", "\u2066"])
def test_an_invisible_sign_is_taken_off_in_every_field_and_row(world: World, sign: str) -> None:
	doc = nominee(nominee_name=f"张{sign}敏", phone=f"{sign}13800138000", bio=f"从事{sign}科普。")
	assert (doc.nominee_name, doc.phone, doc.bio) == ("张敏", "13800138000", "从事科普。")
	summary = factories.fill_summary(world.summary(), text=f"甲{sign}乙")
	assert all(sign not in row.text for row in summary.sections)


def test_what_is_stored_with_one_reads_without_it(world: World) -> None:
	doc = nominee()
	doc.db_set("nominee_name", "张\u202e敏")
	model = submission_model(world.submission(), held_only=False)
	assert [each.name for each in model.nominees] == ["张敏"]


# --- one list everywhere


@pytest.mark.parametrize(
	("typed", "kept"),
	[("M", "男"), ("f", "女"), ("男性", "男"), (" 女 ", "女"), ("Male", "男"), ("女士", "女")],
)
def test_a_sex_is_kept_as_the_list_has_it(world: World, typed: str, kept: str) -> None:
	assert nominee(sex=typed).sex == kept


@pytest.mark.parametrize(
	("typed", "kept"), [("党员", "中共党员"), ("团员", "共青团员"), ("九三", "九三学社社员")]
)
def test_a_political_status_is_kept_as_the_list_has_it(world: World, typed: str, kept: str) -> None:
	assert nominee(political_status=typed).political_status == kept


@pytest.mark.parametrize("typed", ["未知", "保密", "X", "1", "不详"])
def test_what_is_in_no_list_is_refused_with_the_list(world: World, typed: str) -> None:
	with pytest.raises(BreachError, match="男、女"):
		nominee(sex=typed)


def test_the_list_is_the_administrators(world: World) -> None:
	frappe.make_property_setter(
		{
			"doctype": "Speaker Nominee",
			"fieldname": "political_status",
			"property": "options",
			"value": "\n群众\n中共党员\n民盟盟员（中共党员）",
		},
		ignore_validate=True,
	)
	frappe.clear_cache(doctype="Speaker Nominee")
	try:
		assert nominee(political_status="民盟盟员（中共党员）").breaches() == []
		with pytest.raises(BreachError, match="群众、中共党员、民盟盟员（中共党员）"):
			nominee(political_status="民革党员")
	finally:
		frappe.db.rollback()
		frappe.clear_cache(doctype="Speaker Nominee")


@pytest.mark.parametrize(
	"typed", ["1978-11-05", "1978—11", "1978年11月", "197811", "1978.11", "１９７８－１１"]
)
def test_a_month_is_kept_in_its_form(world: World, typed: str) -> None:
	assert nominee(birth_month=typed).birth_month == "1978-11"


@pytest.mark.parametrize(
	"typed", ["手机：13800138000", "13800138000 13900139000", "0371-65707551/7552", "0086-371-65707551"]
)
def test_a_telephone_number_stays_as_typed(world: World, typed: str) -> None:
	assert nominee(phone=typed).phone == typed


def test_an_unusual_number_is_pointed_out_and_an_impossible_one_refused(world: World) -> None:
	frappe.clear_messages()
	nominee(phone="+852 2345 6789")
	assert "境外号码" in str(frappe.get_message_log())
	with pytest.raises(BreachError, match="缺少区号"):
		nominee(phone="62670123")


# --- reasons


@pytest.mark.parametrize(
	"entry",
	[
		"1.政治素质过硬。\n2.经验丰富。\n3.善于表达。",
		"1.政治素质过硬。2.经验丰富。3.善于表达。",
		"政治素质过硬。\n经验丰富。\n善于表达。",
	],
)
def test_three_reasons_in_one_row_become_three_rows(world: World, entry: str) -> None:
	doc = nominee(reasons=[{"reason": entry}])
	assert [without_number(row.reason) for row in doc.reasons] == [
		"政治素质过硬。",
		"经验丰富。",
		"善于表达。",
	]
	assert [row.idx for row in doc.reasons] == [1, 2, 3]


def test_three_reasons_that_are_stored_in_one_row_print_as_three(world: World) -> None:
	doc = nominee()
	doc.reasons[0].db_set("reason", "1.甲\n2.乙\n3.丙")
	(person,) = submission_model(world.submission(), held_only=False).nominees
	assert person.reasons == ("1.甲", "2.乙", "3.丙")


# --- characters that no font has


def test_a_draft_is_kept_and_the_sign_is_pointed_out(world: World) -> None:
	frappe.clear_messages()
	doc = factories.fill_summary(world.summary(), text=f"甲{NO_FONT}")
	said = str(frappe.get_message_log())
	assert "U+E863" in said
	assert doc.sections[0].heading in said
	assert [
		each["fieldname"]
		for each in missing_for_next_step(doc.doctype, doc.name)
		if "U+E863" in each["message"]
	]


def test_it_is_refused_on_handing_in_by_county_field_and_character(world: World) -> None:
	doc = factories.fill_summary(world.summary(), text=f"甲{NO_FONT}")
	with pytest.raises(BreachError) as caught:
		factories.step(doc, REPORTER, "Submit for Review")
	assert all(each in str(caught.value) for each in ("埇桥区", doc.sections[0].heading, "U+E863"))


def test_a_case_and_a_nominee_are_refused_likewise(world: World) -> None:
	case = factories.make_case(YEAR)
	with acting_as(REPORTER):
		case.title = f"题{NO_FONT}"
		case.save()
	with pytest.raises(BreachError, match="U\\+E863"):
		factories.step(case, REPORTER, "Propose")
	person = nominee(nominee_name=f"张{NO_FONT}")
	with pytest.raises(BreachError, match="U\\+E863"):
		factories.step(person, APPROVER, "Propose")


def test_a_package_names_every_field(world: World) -> None:
	"""What was stored before the fonts were looked at."""
	doc = factories.fill_summary(world.summary())
	doc.sections[0].db_set("text", f"甲{NO_FONT}")
	case = factories.make_case(YEAR)
	case.db_set("title", f"题{NO_FONT}")
	with pytest.raises(FontError) as caught:
		_build(world.submission(), "Draft")
	assert caught.value.message.count("U+E863") == 2
	assert all(each in caught.value.message for each in ("埇桥区", doc.sections[0].heading, "案例标题"))


def test_the_form_is_told_what_can_be_printed(world: World) -> None:
	with acting_as(REPORTER):
		text = cycle_facts(YEAR)["printable"]
	assert text == printable_ranges()
	ranges = [tuple(int(end, 16) for end in (part.split("-") * 2)[:2]) for part in text.split(",")]
	fonts = installed_fonts()
	for character in ("埇", "a", "，", "䶮", "1", NO_FONT, "\U0002ffff", "㎡", "한"):
		is_within = any(first <= ord(character) <= last for first, last in ranges)
		assert is_within == (not fonts.without(character)), character
