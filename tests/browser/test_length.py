"""The length beside the limit while one types, equal to what the server counts."""

from collections.abc import Callable
from typing import Any

import pytest

from kepu_app.core.counter import count_text
from tests.browser.desk import Desk

SignIn = Callable[..., Desk]
BAR = ".kepu-length:visible"
ADDED = "Python 3.11 发布，“科普”3次……１２３ abc-def！"


def _shown(desk: Desk) -> dict[str, int]:
	count = desk.page.locator(f"{BAR} .kepu-length-count").first.inner_text().replace("字数", "")
	other = desk.page.locator(f"{BAR} .kepu-length-other").first.inner_text()
	words, limit = (int(each) for each in count.split("/"))
	return {"words": words, "limit": limit, "characters": int(other.split()[-1])}


def test_sections_are_counted_while_typing(sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("county")
	desk.open_form("Annual Summary", data["documents"]["summary"])
	before = _shown(desk)
	assert before["limit"] == 3000
	area = desk.page.locator(".kepu-section textarea").nth(3)
	area.press("Control+End")
	area.type("\n" + ADDED)
	after = _shown(desk)
	assert after["words"] == before["words"] + count_text(ADDED).words
	assert after["characters"] == before["characters"] + count_text(ADDED).characters
	section = desk.page.locator(".kepu-section").nth(3)
	heading = section.locator("input[data-fieldname=heading]").input_value()
	words = count_text(f"{heading}\n{area.input_value()}").words
	assert section.locator(".kepu-section-count").inner_text() == f"本部分{words}字"
	desk.save()
	stored = desk.value("[cur_frm.doc.words, cur_frm.doc.characters, cur_frm.doc.sections[3].words]")
	assert stored == [after["words"], after["characters"], words]


def test_what_is_too_much_is_said_in_red(sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("county")
	desk.open_form("Annual Summary", data["documents"]["returned"])
	words = _shown(desk)["words"]
	area = desk.page.locator(".kepu-section textarea").first
	area.press("Control+End")
	area.type("字" * 40)
	excess = words + 40 - 3000
	assert excess > 0
	note = desk.page.locator(".kepu-length-excess:visible")
	assert note.inner_text() == f"超出{excess}字"
	red, green, blue = (
		int(each)
		for each in note.evaluate("node => getComputedStyle(node).color").strip("rgb()").split(",")[:3]
	)
	assert red > 150 > max(green, blue)
	area.press("Control+z")
	assert _shown(desk)["words"] < words + 40


@pytest.mark.parametrize(
	("doctype", "document", "field", "limit"),
	[("Typical Case", "case", "text", 500), ("Speaker Nominee", "nominee", "bio", 200)],
)
def test_texts_of_cases_and_nominees_are_counted(
	sign_in: SignIn, data: dict[str, Any], doctype: str, document: str, field: str, limit: int
) -> None:
	desk = sign_in("province")
	desk.open_form(doctype, data["documents"][document])
	area = desk.page.locator(f"[data-fieldname={field}] textarea")
	area.press("Control+End")
	area.type(ADDED)
	text = area.input_value()
	counted = count_text(text)
	assert _shown(desk) == {"words": counted.words, "limit": limit, "characters": counted.characters}
	desk.save()
	assert desk.value("cur_frm.doc.words") == counted.words


def test_limit_and_way_of_counting_are_the_administrators(sign_in: SignIn, data: dict[str, Any]) -> None:
	administrator = sign_in("administrator")
	administrator.go("kepu-settings")

	def count_in(method: str) -> None:
		administrator.call(
			"frappe.client.set_value",
			doctype="Kepu Settings",
			name="Kepu Settings",
			fieldname="counting_method",
			value=method,
		)

	desk = sign_in("county")
	count_in("Characters without Blanks")
	try:
		desk.open_form("Annual Summary", data["documents"]["summary"])
		shown = desk.page.locator(f"{BAR} .kepu-length-count").inner_text()
	finally:
		count_in("Words (字数)")
	characters = desk.value("cur_frm.doc.characters")
	assert shown == f"字符数（不计空格） {characters} / 3000"
