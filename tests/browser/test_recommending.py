"""自下推荐 by clicks: a county recommends a person, its city ranks and passes on, a province takes up."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from kepu_app.utils.doctypes import NOMINEE
from tests.browser.desk import Desk

SignIn = Callable[..., Desk]
DRAFT = {
	"doctype": NOMINEE,
	"sex": "女",
	"political_status": "群众",
	"birth_month": "1984-03",
	"organisation": "区科学技术协会",
	"position": "干事",
	"bio": "从事科普工作十二年。",
	"reasons": [{"reason": "善于面向公众宣讲。"}],
}


def recommend(county: Desk, code: str, name: str, phone: str, data: dict[str, Any]) -> str:
	"""Return a person whom a county enters and recommends; gives the document's name."""
	county.go("speaker-nominee")
	cycle = data["documents"]["submission"].partition("-")[0]
	values = {**DRAFT, "cycle": cycle, "county": code, "nominee_name": name, "phone": phone}
	named = county.call("frappe.client.insert", doc=values)["name"]
	county.open_form(NOMINEE, named)
	county.step("向上推荐", "待上级审核")
	return named


def test_the_city_ranks_what_a_county_recommends(sign_in: SignIn, data: dict[str, Any], shots: Path) -> None:
	name = recommend(sign_in("city_county"), "410304", "穆听泉", "15400000011", data)
	city = sign_in("city")
	city.open_form(NOMINEE, name)
	city.enter("city_rank", "1")
	city.save()
	city.look(shots, "recommended-person")
	city.step("市级审核通过", "已推荐")
	assert city.value("cur_frm.doc.city_rank") == 1


def test_the_province_takes_up_what_a_county_recommends(sign_in: SignIn, data: dict[str, Any]) -> None:
	name = recommend(sign_in("county"), "341302", "穆听溪", "15400000012", data)
	province = sign_in("province")
	province.open_form(NOMINEE, name)
	province.step("推荐", "已推荐")
