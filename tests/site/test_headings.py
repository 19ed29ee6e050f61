"""What the form is told of headings is what prints; the question is answered for who may ask alone."""

import json
from collections.abc import Callable
from typing import Any

import frappe
import pytest

from kepu_app.printing.headings import LONGEST, MOST_LINES, MOST_TEXTS
from kepu_app.utils.doctypes import SUMMARY
from tests.site import factories
from tests.site.client import Client
from tests.site.factories import REPORTER, World, acting_as
from tests.years import year_of

YEAR = year_of(__file__)
METHOD = "kepu_app.printing.api.numbered_lines"
SignIn = Callable[[str], Client]
TEXT = "（一）抓好服务\n（ 二）强化保障\n（ 一 ）班学生科学课\n（一）班学生获奖"


def ask(client: Client, texts: Any, doctype: str = SUMMARY) -> Any:
	return client.call(METHOD, doctype=doctype, cycle=YEAR, texts=json.dumps(texts))


def test_lines_come_with_their_levels_and_survive_saving(world: World, sign_in: SignIn) -> None:
	client = sign_in(REPORTER)
	doc = factories.fill_summary(world.summary())
	with acting_as(REPORTER):
		doc.reload()
		doc.sections[0].text = TEXT
		doc.save()
	frappe.db.commit()
	stored = client.resource("GET", SUMMARY, world.summary()).json()["data"]["sections"][0]
	assert stored["text"] == TEXT
	[lines] = ask(client, [{"heading": stored["heading"], "text": stored["text"]}]).json()["message"]
	assert [(each["level"], each["text"]) for each in lines] == [
		(2, "（一）抓好服务"),
		(0, "（二）强化保障"),
		(2, "（一）班学生科学课"),
		(0, "（一）班学生获奖"),
	]
	page = client.call(
		"frappe.www.printview.get_html_and_style", doc=SUMMARY, name=world.summary(), print_format=SUMMARY
	).json()["message"]["html"]
	for line in lines:
		assert f">{line['text']}<" in page
		is_heading = f'class="level-2 heading"><span>{line["text"]}' in page
		assert is_heading == (line["level"] == 2), line["text"]


@pytest.mark.parametrize(
	("texts", "doctype"),
	[
		("text", SUMMARY),
		(["text"], SUMMARY),
		([{"text": {"a": 1}}], SUMMARY),
		([{"text": "字" * (LONGEST + 1)}], SUMMARY),
		([{"text": "（一）字\n" * MOST_LINES}], SUMMARY),
		([{"text": "字"}] * (MOST_TEXTS + 1), SUMMARY),
		([{"text": "字"}], "County"),
	],
)
def test_what_is_no_such_question_is_refused(world: World, sign_in: SignIn, texts: Any, doctype: str) -> None:
	assert ask(sign_in(REPORTER), texts, doctype).status_code in (403, 417)


def test_a_cycle_beyond_reach_is_not_answered(world: World, sign_in: SignIn) -> None:
	answer = sign_in(REPORTER).call(METHOD, doctype=SUMMARY, cycle="1999", texts="[]")
	assert answer.status_code in (403, 404)
