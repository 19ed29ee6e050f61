"""The notice's numbers as data: what is shipped, and what another file may and may not say."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kepu_app.core.cycle import Comparison, CountingMethod
from kepu_app.core.defaults import (
	DATA,
	DEFAULT_CYCLE,
	divisions,
	find_province,
	load_cycle,
	load_standard,
	provinces,
)
from kepu_app.core.errors import InputError

Json = dict[str, Any]


@pytest.fixture
def write_cycle(tmp_path: Path) -> Callable[[Callable[[Json], object]], Path]:
	"""Write the shipped cycle with one change, its standard beside it."""

	def write(change: Callable[[Json], object]) -> Path:
		raw = json.loads(DEFAULT_CYCLE.read_text(encoding="utf-8"))
		change(raw)
		standard = "standard-2021-2025.json"
		(tmp_path / standard).write_bytes((DATA / standard).read_bytes())
		path = tmp_path / "年度.json"
		path.write_text(json.dumps(raw, ensure_ascii=False), encoding="utf-8-sig")
		return path

	return write


class TestShippedCycle:
	def test_numbers_of_the_notice(self) -> None:
		cycle = load_cycle()
		assert (cycle.limits.summary, cycle.limits.case, cycle.limits.bio) == (3000, 500, 200)
		assert (cycle.quotas.cases, cycle.quotas.nominees) == (5, 3)
		assert (cycle.quotas.cases_per_topic, cycle.quotas.cases_per_county) == (1, 1)
		assert (cycle.notice_date, cycle.national_deadline) == (date(2025, 1, 16), date(2025, 2, 19))
		assert (cycle.year, cycle.counting_method) == (2024, CountingMethod.WORDS)

	def test_wording_of_the_notice(self) -> None:
		cycle = load_cycle()
		assert cycle.notice_number == "科协普函基字〔2025〕1号"
		assert [each.text for each in cycle.headings] == [
			"一、党委和政府重视公民科学素质建设情况",
			"二、科普工作开展情况及主要亮点成效",
			"三、存在的困难和问题",
			"四、有关工作建议",
		]
		assert [each.name for each in cycle.topics] == [
			"科普资源建设",
			"服务科技工作者",
			"科普与科协组织建设互促互进",
			"科普阵地建设",
			"科普中国落地应用",
		]
		assert (cycle.receiving_office, cycle.receiving_mail) == (
			"中国科协农技中心基层服务处",
			"jicengfuwuchu@163.com",
		)

	def test_standard_has_three_groups_of_twelve_criteria(self) -> None:
		criteria = load_cycle().standard.criteria
		assert [each.number for each in criteria] == list(range(1, 13))
		assert list(dict.fromkeys(each.group for each in criteria)) == [
			"党委和政府重视公民科学素质建设",
			"科普条件和能力不断增强",
			"科普工作成效显著",
		]

	def test_thresholds_of_the_standard(self) -> None:
		indicators = {i.code: i for each in load_cycle().standard.criteria for i in each.indicators}
		assert {code: str(each.threshold) for code, each in indicators.items()} == {
			"4.1": "50",
			"4.2": "1",
			"6.1": "5",
			"6.2": "50",
			"7.1": "1000",
			"7.2": "50",
			"8.1": "1",
			"9.1": "80",
			"9.2": "0",
			"10.1": "30",
			"10.2": "30",
			"11.1": "1",
		}
		assert {code for code, each in indicators.items() if each.comparison is Comparison.AT_MOST} == {
			"9.2",
			"10.1",
			"10.2",
		}

	def test_topic_by_code_and_by_name(self) -> None:
		cycle = load_cycle()
		assert cycle.topic("venues") is cycle.topic("科普阵地建设") is cycle.topics[3]
		assert cycle.topic("乡村振兴") is None


class TestProvinces:
	def test_thirty_two_units_and_the_corps_last(self) -> None:
		assert len(provinces()) == 32
		assert len({each.code for each in provinces()}) == 32
		assert provinces()[-1].name == "新疆生产建设兵团"
		assert [each.name for each in provinces() if each.is_municipality] == [
			"北京市",
			"天津市",
			"上海市",
			"重庆市",
		]

	@pytest.mark.parametrize(
		"wanted", ["安徽省", "安徽", "340000", "34", " 安徽 ", "安 徽 省", "安徽　省", "34 0000"]
	)
	def test_found_by_code_and_name(self, wanted: str) -> None:
		assert find_province(wanted).name == "安徽省"

	@pytest.mark.parametrize("wanted", ["新疆", "湖", "", "99", "台湾省", "安徽省科协"])
	def test_ambiguous_or_unknown(self, wanted: str) -> None:
		assert find_province(wanted) is None

	def test_every_county_code_lies_in_one_of_them(self) -> None:
		assert all(any(each.owns_code(code) for each in provinces()) for code in divisions())
		assert all(any(each.owns_code(code) for code in divisions()) for each in provinces())


class TestDivisions:
	def test_codes_and_names(self) -> None:
		assert len(divisions()) > 2800
		assert all(len(code) == 6 and code.isdigit() and each.name for code, each in divisions().items())
		assert all(code == each.code for code, each in divisions().items())

	@pytest.mark.parametrize(
		("code", "name", "city"),
		[
			("341302", "埇桥区", "宿州市"),
			("340210", "湾沚区", "芜湖市"),
			("411502", "浉河区", "信阳市"),
			("410304", "瀍河回族区", "洛阳市"),
			("420505", "猇亭区", "宜昌市"),
			("420104", "硚口区", "武汉市"),
			("610118", "鄠邑区", "西安市"),
			("110108", "海淀区", ""),
			("429004", "仙桃市", ""),
		],
	)
	def test_rare_names_and_counties_without_a_city(self, code: str, name: str, city: str) -> None:
		division = divisions()[code]
		assert (division.name, division.city, division.current) == (name, city, True)

	def test_withdrawn_code_is_marked(self) -> None:
		assert divisions()["330103"].current is False


class TestOwnCycle:
	def test_everything_can_be_another(self, write_cycle: Callable) -> None:
		def change(raw: Json) -> None:
			raw.update(year=2025, limits={"summary": 4000, "case": 800, "bio": 300})
			raw.update(hard_lock_date="2026-03-01", counting_method="字符数(不计空格)")
			raw["quotas"] = {"cases": 8, "nominees": 2}
			raw["topics"] = raw["topics"][:1]

		cycle = load_cycle(write_cycle(change))
		assert (cycle.year, cycle.limits.summary, cycle.quotas.cases) == (2025, 4000, 8)
		assert cycle.quotas.cases_per_topic == 1
		assert cycle.hard_lock_date == date(2026, 3, 1)
		assert cycle.counting_method is CountingMethod.CHARACTERS
		assert len(cycle.topics) == 1

	def test_standard_in_the_same_file(self, tmp_path: Path) -> None:
		raw = json.loads(DEFAULT_CYCLE.read_text(encoding="utf-8"))
		raw["standard"] = {
			"name": "某省细化标准",
			"source": "某科协〔2025〕3号",
			"criteria": [
				{
					"number": 1,
					"group": "甲",
					"title": "乙",
					"text": "丙",
					"indicators": [
						{"code": "1.1", "name": "丁", "unit": "%", "threshold": "12.5", "comparison": "<="}
					],
				}
			],
		}
		path = tmp_path / "c.json"
		path.write_text(json.dumps(raw), encoding="utf-8")
		[criterion] = load_cycle(path).standard.criteria
		assert criterion.indicators[0].is_met(Decimal("12.5"))
		assert not criterion.indicators[0].is_met(Decimal("12.6"))

	@pytest.mark.parametrize(
		("change", "place"),
		[
			(lambda raw: raw.pop("year"), "年度.json · year"),
			(lambda raw: raw.update(year="2024"), "年度.json · year"),
			(lambda raw: raw.update(year=True), "年度.json · year"),
			(lambda raw: raw.update(notice_title=" "), "年度.json · notice_title"),
			(lambda raw: raw.update(notice_date="2025年1月16日"), "年度.json · notice_date"),
			(lambda raw: raw.update(national_deadline=20250219), "年度.json · national_deadline"),
			(lambda raw: raw.update(hard_lock_date="soon"), "年度.json · hard_lock_date"),
			(lambda raw: raw.update(limits=3000), "年度.json · limits"),
			(lambda raw: raw["limits"].update(summary="3000"), "年度.json · limits · summary"),
			(lambda raw: raw["limits"].update(case=0), "年度.json · limits · case"),
			(lambda raw: raw["limits"].update(bio=199.5), "年度.json · limits · bio"),
			(lambda raw: raw["limits"].update(title=40), "年度.json · limits · title"),
			(lambda raw: raw["quotas"].pop("nominees"), "年度.json · quotas · nominees"),
			(lambda raw: raw.update(counting_method="字节"), "年度.json · counting_method"),
			(lambda raw: raw.update(counting_method=["字数"]), "年度.json · counting_method"),
			(lambda raw: raw.update(headings_adjustable="yes"), "年度.json · headings_adjustable"),
			(lambda raw: raw.update(headings=[]), "年度.json · headings"),
			(lambda raw: raw["headings"].append(raw["headings"][0]), "年度.json · headings"),
			(lambda raw: raw["headings"].append("五、其他"), "年度.json · headings · 第5项"),
			(lambda raw: raw.update(topics={}), "年度.json · topics"),
			(lambda raw: raw["topics"][1].pop("name"), "年度.json · topics · 第2项 · name"),
			(lambda raw: raw["topics"][1].update(code="科普资源建设"), "年度.json · topics"),
			(lambda raw: raw.update(standard=None), "年度.json · standard"),
		],
	)
	def test_wrong_value_is_refused_by_its_path(
		self, write_cycle: Callable, change: Callable, place: str
	) -> None:
		with pytest.raises(InputError) as caught:
			load_cycle(write_cycle(change))
		assert (caught.value.code, caught.value.place) == ("cycle.invalid", place)
		assert place in caught.value.message

	@pytest.mark.parametrize("raw", ["[]", "3", "null", '"year"'])
	def test_another_kind_of_json(self, tmp_path: Path, raw: str) -> None:
		path = tmp_path / "c.json"
		path.write_text(raw, encoding="utf-8")
		with pytest.raises(InputError, match="应为一组"):
			load_cycle(path)

	@pytest.mark.parametrize("raw", [b"{", b"\xff\xfe", b"", b"[" * 100_000])
	def test_no_json(self, tmp_path: Path, raw: bytes) -> None:
		path = tmp_path / "c.json"
		path.write_bytes(raw)
		with pytest.raises(InputError, match="不是有效的 JSON") as caught:
			load_cycle(path)
		assert caught.value.code == "file.not_json"

	def test_no_file(self, tmp_path: Path) -> None:
		with pytest.raises(InputError, match="文件或文件夹不存在") as caught:
			load_cycle(tmp_path / "c.json")
		assert caught.value.code == "file.unreadable"

	def test_standard_that_is_not_beside_it(self, write_cycle: Callable, tmp_path: Path) -> None:
		path = write_cycle(lambda raw: None)
		(tmp_path / "standard-2021-2025.json").unlink()
		with pytest.raises(InputError, match=r"standard-2021-2025\.json"):
			load_cycle(path)

	@pytest.mark.parametrize(
		("change", "place"),
		[
			(lambda raw: raw.update(criteria=[]), "s.json · criteria"),
			(lambda raw: raw["criteria"][0].update(number=2), "s.json · criteria"),
			(lambda raw: raw["criteria"][0].pop("title"), "s.json · criteria · 第1项 · title"),
			(
				lambda raw: raw["criteria"][0].update(indicators=None),
				"s.json · criteria · 第1项 · indicators",
			),
			(
				lambda raw: raw["criteria"][3]["indicators"][0].update(threshold=50),
				"s.json · criteria · 第4项 · indicators · 第1项 · threshold",
			),
			(
				lambda raw: raw["criteria"][3]["indicators"][0].update(threshold="half"),
				"s.json · criteria · 第4项 · indicators · 第1项 · threshold",
			),
			(
				lambda raw: raw["criteria"][3]["indicators"][0].update(threshold="Infinity"),
				"s.json · criteria · 第4项 · indicators · 第1项 · threshold",
			),
			(
				lambda raw: raw["criteria"][3]["indicators"][0].update(comparison="="),
				"s.json · criteria · 第4项 · indicators · 第1项 · comparison",
			),
		],
	)
	def test_wrong_standard(self, tmp_path: Path, change: Callable[[Json], object], place: str) -> None:
		raw = json.loads((DATA / "standard-2021-2025.json").read_text(encoding="utf-8"))
		change(raw)
		path = tmp_path / "s.json"
		path.write_text(json.dumps(raw), encoding="utf-8")
		with pytest.raises(InputError) as caught:
			load_standard(path)
		assert caught.value.place == place
