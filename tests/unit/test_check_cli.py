"""``kepu check``: what it finds, and what it says of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.unit.command_line import Run, over_long, with_texts
from tests.unit.factories import make_case, make_cycle, make_nominee, make_small, make_submission


class TestCheck:
	def test_nothing_to_complain_about(self, kepu: Run, workbook: Callable) -> None:
		result = kepu("check", workbook())
		assert (result.code, result.out, result.err) == (0, "检查通过，没有发现问题。\n", "")
		assert kepu("check", workbook(), "--json").json == {"ok": True, "breaches": [], "notes": []}

	def test_every_breach_with_sheet_cell_value_and_rule(self, kepu: Run, workbook: Callable) -> None:
		broken = replace(over_long(), nominees=(make_nominee(1, phone="12345", birth_month="1979-13"),))
		path = workbook(broken)
		result = kepu("check", path, "--json")
		assert result.code == 1
		assert result.json["ok"] is False
		found = {each["code"]: each for each in result.json["breaches"]}
		assert set(found) == {"summary.too_long", "nominee.phone", "nominee.birth_month"}
		breach = found["nominee.phone"]
		assert load_workbook(path)[breach["sheet"]][breach["cell"]].value == "12345"
		assert {key: breach[key] for key in ("severity", "place", "value", "limit")} == {
			"severity": "error",
			"place": "宣讲团人选 · 赵静宜 · 联系方式",
			"value": "12345",
			"limit": "手机或固定电话",
		}
		shown = kepu("check", path)
		assert shown.code == 1
		assert all(breach[key] in shown.out for key in ("sheet", "cell", "value"))
		assert "共3个错误、0个提醒。" in shown.out

	def test_warnings_alone_pass_unless_strict(self, kepu: Run, workbook: Callable) -> None:
		late = workbook(with_texts(dated=make_cycle().national_deadline.replace(month=3)))
		assert kepu("check", late, "--json").json["ok"] is True
		assert "共0个错误、1个提醒。" in kepu("check", late).out
		strict = kepu("check", late, "--strict", "--json")
		assert (strict.code, strict.json["ok"]) == (1, False)

	def test_in_the_order_of_sheets_and_rows(self, kepu: Run, workbook: Callable) -> None:
		"""Though the rules look at all cases together before they look at each."""
		cases = (make_case(1, topic="另议"), make_case(2), make_case(3, topic="workers"))
		nominees = (make_nominee(1, phone="1", birth_month="x"),)
		found = kepu("check", workbook(make_submission(cases=cases, nominees=nominees)), "--json").json[
			"breaches"
		]
		assert [(each["sheet"], each["cell"][1:], each["code"]) for each in found] == [
			("典型案例", "4", "case.unknown_topic"),
			("典型案例", "5", "cases.topic_repeated"),
			("典型案例", "6", "cases.topic_repeated"),
			("宣讲团人选", "4", "nominee.birth_month"),
			("宣讲团人选", "4", "nominee.phone"),
		]

	def test_long_values_of_many_lines_are_shown_short(self, kepu: Run, workbook: Callable) -> None:
		path = workbook(make_small(cases=(make_case(1, topic="很长的\n专题" * 9),)))
		assert f"│ {('很长的 专题' * 9)[:23]}… │" in kepu("check", path).out

	def test_notes_are_told(self, kepu: Run, workbook: Callable) -> None:
		path = workbook()
		book = load_workbook(path)
		book.create_sheet("草稿纸")["A1"] = "待核实"
		book.save(path)
		result = kepu("check", path, "--json")
		assert result.code == 0
		assert any("草稿纸" in each["message"] for each in result.json["notes"])
		assert re.search("^说明：.*草稿纸", kepu("check", path).out, re.MULTILINE)

	def test_every_problem_of_a_workbook_that_cannot_be_read(self, kepu: Run, workbook: Callable) -> None:
		path = workbook()
		book = load_workbook(path)
		for name in ("工作总结", "典型案例"):
			del book[name]
		book.save(path)
		result = kepu("check", path)
		assert (result.code, result.out) == (2, "")
		assert [name in result.err for name in ("工作总结", "典型案例")] == [True, True]
		problems = kepu("check", path, "--json").json["errors"]
		assert result.err.count("错误：") == len(problems) >= 2
		assert all(set(each) == {"code", "place", "message"} for each in problems)

	@pytest.mark.parametrize(
		("name", "content"),
		[
			("a.xlsx", b""),
			("a.xlsx", b"a,b,c\n1,2,3\n"),
			("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
			("a.xlsx", b"PK\3\4"),
			("a.csv", "县,字数\n".encode()),
		],
	)
	def test_what_is_no_workbook(self, kepu: Run, tmp_path: Path, name: str, content: bytes) -> None:
		(tmp_path / name).write_bytes(content)
		result = kepu("check", tmp_path / name, "--json")
		assert (result.code, result.err) == (2, "")
		assert name in result.json["errors"][0]["message"]

	@pytest.mark.parametrize("command", ["check", "bundle"])
	def test_no_file(self, kepu: Run, tmp_path: Path, command: str) -> None:
		result = kepu(command, tmp_path / "没有.xlsx")
		assert (result.code, result.out) == (2, "")
		assert "没有.xlsx" in result.err
		assert "文件或文件夹不存在" in result.err
