"""The ``kepu`` command: what it prints, what it writes, how it exits."""

from __future__ import annotations

import io
import json
import os
import pty
import random
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pikepdf
import pytest
from openpyxl import load_workbook
from PIL import Image

from kepu_app import __version__
from kepu_app.core.cli import commands, counting, main
from kepu_app.core.cli.output import Output, plain, table
from kepu_app.core.defaults import DATA, DEFAULT_CYCLE, load_cycle
from kepu_app.core.errors import KepuError
from kepu_app.core.model import MissingCounty, Submission, SummarySection
from kepu_app.core.workbooks import write_workbook
from tests.blank_pdf import blank_pdf
from tests.unit.factories import (
	COUNTIES,
	make_case,
	make_cycle,
	make_nominee,
	make_province,
	make_submission,
	make_summary,
)

COMMANDS = ("collect", "template", "check", "bundle", "rank", "verify", "count")
NAME = "安徽省2024年全国科普示范县汇总材料"
KEPU = [sys.executable, "-c", "import sys; from kepu_app.core.cli import main; sys.exit(main())"]

Run = Callable[..., SimpleNamespace]


@pytest.fixture
def kepu(capsys: pytest.CaptureFixture[str]) -> Run:
	"""Runs a command in this process."""

	def run(*arguments: str | Path) -> SimpleNamespace:
		code = main([str(each) for each in arguments])
		out, err = capsys.readouterr()
		return SimpleNamespace(
			code=code, out=out, err=err, json=json.loads(out) if "--json" in arguments else None
		)

	return run


def make_small(**changes: Any) -> Submission:
	return make_submission(
		**{
			"counties": COUNTIES[:1],
			"summaries": (make_summary(),),
			"cases": (make_case(1),),
			"nominees": (make_nominee(1),),
			**changes,
		}
	)


def with_texts(**changes: Any) -> Submission:
	return make_small(summaries=(make_summary(**changes),))


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
	"""Writes the workbook of a submission, by default one with nothing to complain about."""

	def write(submission: Submission | None = None, name: str = "工作簿.xlsx") -> Path:
		path = tmp_path / name
		submission = submission or make_small()
		path.write_bytes(write_workbook(submission.cycle, submission=submission))
		return path

	return write


def over_long() -> Submission:
	sections = tuple(SummarySection(each.text, "字" * 800) for each in make_cycle().headings)
	return with_texts(sections=sections)


class TestHelp:
	@pytest.mark.parametrize("command", COMMANDS)
	def test_of_each_command(self, command: str, capsys: pytest.CaptureFixture[str]) -> None:
		with pytest.raises(SystemExit) as caught:
			main([command, "--help"])
		out, err = capsys.readouterr()
		assert (caught.value.code, err) == (0, "")
		assert out.startswith(f"用法：kepu {command}")
		assert "--json" in out
		assert "显示这份说明" in out
		assert not re.search(r"usage|options|positional|show this", out)

	def test_of_all(self, capsys: pytest.CaptureFixture[str]) -> None:
		with pytest.raises(SystemExit) as caught:
			main(["--help"])
		out = capsys.readouterr().out
		assert caught.value.code == 0
		assert all(f"    {command}\n" in out for command in COMMANDS)

	def test_version(self, capsys: pytest.CaptureFixture[str]) -> None:
		with pytest.raises(SystemExit) as caught:
			main(["--version"])
		assert (caught.value.code, capsys.readouterr().out) == (0, f"kepu_app {__version__}\n")


class TestArguments:
	@pytest.mark.parametrize(
		("arguments", "said"),
		[
			([], "缺少参数：命令（用法见 kepu --help）"),
			(["print"], "没有'print'这个命令，可用的有："),
			(["check"], "缺少参数：工作簿（用法见 kepu check --help）"),
			(["check", "a.xlsx", "b.xlsx"], "不认识的参数：b.xlsx"),
			(["check", "a.xlsx", "--stri"], "不认识的参数：--stri"),
			(["check", "a.xlsx", "--strict=1"], "参数“--strict”后面不能有值'1'"),
			(["template"], "缺少参数：-o/--output"),
			(["template", "-o"], "参数“-o/--output”后面要有一个值"),
			(["bundle", "a.xlsx", "--jobs", "0"], "参数“--jobs”：应为正整数"),
			(["bundle", "a.xlsx", "--jobs", "zwei"], "参数“--jobs”：应为正整数"),
			(["bundle", "a.xlsx", "--jobs", "２"], "参数“--jobs”：应为正整数"),
			(["verify"], "缺少参数：汇总材料"),
		],
	)
	def test_wrong_ones(self, kepu: Run, arguments: list[str], said: str) -> None:
		result = kepu(*arguments)
		assert (result.code, result.out) == (2, "")
		assert result.err.startswith(f"错误：{said}")

	def test_wrong_ones_with_json(self, kepu: Run) -> None:
		result = kepu("check", "--json")
		assert (result.code, result.err) == (2, "")
		assert result.json == {
			"ok": False,
			"errors": [
				{
					"code": "arguments",
					"place": "kepu check",
					"message": "缺少参数：工作簿（用法见 kepu check --help）",
				}
			],
		}


class TestTemplate:
	def test_written_for_a_province(self, kepu: Run, tmp_path: Path) -> None:
		path = tmp_path / "新" / "安徽.xlsx"
		result = kepu("template", "--province", "安徽", "-o", path)
		assert (result.code, result.err) == (0, "")
		assert result.out == f"已生成填报工作簿：{path}\n"
		assert load_workbook(path).sheetnames
		checked = kepu("check", path, "--json")
		assert checked.code == 1
		assert "counties.none" in [each["code"] for each in checked.json["breaches"]]

	def test_json(self, kepu: Run, tmp_path: Path) -> None:
		path = tmp_path / "a.xlsx"
		assert kepu("template", "-o", path, "--json").json == {"ok": True, "path": str(path)}

	def test_one_that_may_be_filled_in_is_not_overwritten(self, kepu: Run, tmp_path: Path) -> None:
		path = tmp_path / "a.xlsx"
		path.write_bytes(b"filled in")
		result = kepu("template", "-o", path)
		assert (result.code, result.err) == (2, "错误：“a.xlsx”已经存在；要覆盖请加 --force\n")
		assert path.read_bytes() == b"filled in"
		assert kepu("template", "-o", path, "--force").code == 0
		assert path.read_bytes().startswith(b"PK")

	def test_unknown_province_lists_the_known_ones(self, kepu: Run, tmp_path: Path) -> None:
		result = kepu("template", "--province", "新疆", "-o", tmp_path / "a.xlsx", "--json")
		[error] = result.json["errors"]
		assert (result.code, error["code"], error["place"]) == (2, "province.unknown", "新疆")
		assert "新疆维吾尔自治区、新疆生产建设兵团" in error["message"]
		assert not (tmp_path / "a.xlsx").exists()

	def test_folder_in_its_place(self, kepu: Run, tmp_path: Path) -> None:
		result = kepu("template", "-o", tmp_path, "--force")
		assert result.code == 2
		assert "是文件夹，不是文件" in result.err

	def test_own_cycle(self, kepu: Run, tmp_path: Path) -> None:
		raw = json.loads(DEFAULT_CYCLE.read_text(encoding="utf-8"))
		cycle = tmp_path / "2025.json"
		cycle.write_text(json.dumps({**raw, "year": 2025}), encoding="utf-8")
		(tmp_path / raw["standard"]).write_bytes((DATA / raw["standard"]).read_bytes())
		assert kepu("template", "--province", "34", "-o", tmp_path / "a.xlsx", "--cycle", cycle).code == 0
		assert kepu("check", tmp_path / "a.xlsx", "--cycle", cycle).code == 1
		cycle.write_text("{", encoding="utf-8")
		assert kepu("template", "-o", tmp_path / "b.xlsx", "--cycle", cycle).code == 2


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


class TestBundle:
	def test_writes_folder_and_zip_and_tells_where(
		self, kepu: Run, workbook: Callable, tmp_path: Path
	) -> None:
		path, out = workbook(), tmp_path / "out"
		result = kepu("bundle", path, "-o", out, "--jobs", "1")
		assert (result.code, result.err) == (0, "")
		assert sorted(each.name for each in out.iterdir()) == [NAME, f"{NAME}.zip"]
		assert f"文件夹：{out / NAME}\n压缩包：{out / NAME}.zip\n" in result.out
		assert re.search(r"│ 工作总结 +│ +1 │ +1 │ \d+-\d+字，上限3000字", result.out)
		assert result.out.endswith("检查通过，没有发现问题。\n")
		again = kepu("bundle", path, "-o", out, "--jobs", "1", "--json").json
		assert again["sha256"] in result.out
		assert (again["ok"], again["folder"], again["draft"]) == (True, str(out / NAME), False)
		assert again["counts"]["summaries"] == 1

	def test_into_the_current_folder(
		self, kepu: Run, workbook: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
	) -> None:
		path = workbook(
			make_small(summaries=(), cases=(), nominees=(), missing=(MissingCounty("341302", "机构调整"),))
		)
		monkeypatch.chdir(tmp_path)
		assert kepu("bundle", path).code == 0
		assert (tmp_path / f"{NAME}.zip").is_file()

	def test_with_errors_only_as_a_draft(self, kepu: Run, workbook: Callable, tmp_path: Path) -> None:
		path, out = workbook(over_long()), tmp_path / "out"
		result = kepu("bundle", path, "-o", out)
		assert result.code == 1
		assert "超过3000字的上限" in result.out
		assert "没有生成汇总材料；需要草稿请加 --draft。" in result.out
		assert not out.exists()
		refused = kepu("bundle", path, "-o", out, "--json")
		assert (refused.code, refused.json["ok"]) == (1, False)
		assert [each["code"] for each in refused.json["breaches"]] == ["summary.too_long"]
		draft = kepu("bundle", path, "-o", out, "--draft", "--jobs", "1")
		assert draft.code == 0
		assert "说明：这是草稿，不含盖章扫描件，不能报送。" in draft.out
		assert sorted(each.name for each in out.iterdir()) == [f"{NAME}（草稿）", f"{NAME}（草稿）.zip"]

	def test_codes_sort_the_scans_and_a_large_package_is_pointed_out(
		self, kepu: Run, workbook: Callable, tmp_path: Path
	) -> None:
		path, scans, out = workbook(), tmp_path / "scans", tmp_path / "out"
		bundle = ("bundle", path, "-o", out, "--codes", "--jobs", "1", "--json")
		first = kepu(*bundle).json
		assert first["remarks"] == []
		scans.mkdir()
		printed = sorted(Path(first["folder"]).glob("1-工作总结/*.pdf"))
		with pikepdf.new() as whole:
			for each in printed[:2]:
				with pikepdf.open(each) as part:
					whole.pages.extend(part.pages)
			whole.save(scans / "扫描0001.pdf")
		cycle = json.loads(DEFAULT_CYCLE.read_text(encoding="utf-8"))
		cycle["standard"] = str(DEFAULT_CYCLE.with_name(cycle["standard"]))
		(tmp_path / "cycle.json").write_text(json.dumps({**cycle, "mail_megabytes": 1}), encoding="utf-8")
		(scans / "附件4.png").write_bytes(_noise(800))
		result = kepu(*bundle, "--scans", scans, "--cycle", tmp_path / "cycle.json").json
		assert result["counts"]["scans"] == len(printed[:2]) + 1
		stems = {each.name.split("-")[0] for each in Path(result["folder"]).glob("1-工作总结/*盖章件*")}
		assert stems == {each.name.split("-")[0] for each in printed[:2]}
		assert "附件4.png”没有读到二维码，按文件名归入" in result["remarks"][0]
		assert "超过邮件附件通常的1 MB上限" in result["remarks"][1]

	def test_scans_are_packed_and_wrong_ones_stop_it(
		self, kepu: Run, workbook: Callable, tmp_path: Path
	) -> None:
		path, scans, out = workbook(), tmp_path / "scans", tmp_path / "out"
		scans.mkdir()
		(scans / "341302.pdf").write_bytes(blank_pdf())
		built = kepu("bundle", path, "-o", out, "--scans", scans, "--jobs", "1", "--json")
		assert built.json["counts"]["scans"] == 1
		assert (out / NAME / "1-工作总结" / "341302-埇桥区-盖章件.pdf").read_bytes() == blank_pdf()
		(scans / "无名.pdf").write_bytes(blank_pdf())
		wrong = kepu("bundle", path, "-o", out, "--scans", scans, "--json")
		assert (wrong.code, wrong.json["errors"][0]["code"]) == (2, "scan.name")

	def test_what_people_put_into_the_package_is_kept(
		self, kepu: Run, workbook: Callable, tmp_path: Path
	) -> None:
		path, out = workbook(), tmp_path / "out"
		kepu("bundle", path, "-o", out, "--jobs", "1")
		(out / NAME / "自己加的.pdf").write_bytes(b"x")
		result = kepu("bundle", path, "-o", out)
		assert result.code == 2
		assert "自己加的.pdf" in result.err
		assert (out / NAME / "自己加的.pdf").exists()

	def test_character_that_no_font_has(self, kepu: Run, workbook: Callable, tmp_path: Path) -> None:
		path, out = workbook(with_texts(on_behalf_of="埇桥区\U0003fffd科协")), tmp_path / "out"
		result = kepu("bundle", path, "-o", out)
		assert result.code == 1
		assert all(part in re.sub(r"[\s│]", "", result.out) for part in ("U+3FFFD", "埇桥区·落款单位"))
		draft = kepu("bundle", path, "-o", out, "--draft")
		assert draft.code == 2
		assert "U+3FFFD" in draft.err
		assert not out.exists()

	def test_place_that_is_a_file(self, kepu: Run, workbook: Callable, tmp_path: Path) -> None:
		(tmp_path / "out").write_bytes(b"own")
		result = kepu("bundle", workbook(), "-o", tmp_path / "out")
		assert (result.code, result.err) == (2, f"错误：{tmp_path / 'out'}：已有同名文件\n")
		assert (tmp_path / "out").read_bytes() == b"own"


class TestVerify:
	@pytest.fixture
	def package(self, kepu: Run, workbook: Callable, tmp_path: Path) -> Path:
		missing = (MissingCounty("341302", "机构调整"),)
		path = workbook(make_small(summaries=(), cases=(make_case(1),), nominees=(), missing=missing))
		assert kepu("bundle", path, "-o", tmp_path / "out", "--jobs", "1").code == 0
		return tmp_path / "out" / NAME

	def test_as_built(self, kepu: Run, package: Path) -> None:
		for path in (package, package.with_name(f"{NAME}.zip")):
			result = kepu("verify", path)
			assert (result.code, result.err) == (0, "")
			assert result.out == "核对无误：清单和全部3个文件与生成时一致。\n"

	def test_one_changed_a_missing_and_an_extra_file(self, kepu: Run, package: Path) -> None:
		missing, changed = sorted(package.glob("2-典型案例/*"))
		changed.write_bytes(changed.read_bytes()[:-1] + b"\0")
		missing.unlink()
		(package / "多.txt").write_bytes(b"")
		result = kepu("verify", package)
		assert result.code == 1
		assert "核对不符：1个被改动，1个缺少，1个多出。" in result.out
		assert all(
			word in result.out for word in ("被改动", "缺少", "多出", changed.name, missing.name, "多.txt")
		)
		found = kepu("verify", package, "--json").json
		assert found == {
			"ok": False,
			"changed": [f"2-典型案例/{changed.name}"],
			"missing": [f"2-典型案例/{missing.name}"],
			"extra": ["多.txt"],
			"repacked": False,
			"by_catch": [],
			"files": 3,
		}

	def test_repacked_zip(self, kepu: Run, package: Path) -> None:
		path = package.with_name(f"{NAME}.zip")
		with ZipFile(path) as source:
			entries = {entry.filename: source.read(entry) for entry in source.infolist()}
		with ZipFile(path, "w", ZIP_DEFLATED) as target:
			for name, content in entries.items():
				target.writestr(name, content)
		result = kepu("verify", path)
		assert result.code == 1
		assert "可加 --repacked" in result.out
		assert kepu("verify", path, "--repacked").code == 0

	def test_what_is_no_package(self, kepu: Run, tmp_path: Path) -> None:
		for path, code in ((tmp_path, "package.no_manifest"), (tmp_path / "没有", "package.not_found")):
			result = kepu("verify", path, "--json")
			assert (result.code, result.json["errors"][0]["code"]) == (2, code)


class TestCount:
	def test_file(self, kepu: Run, tmp_path: Path) -> None:
		path = tmp_path / "总结.txt"
		path.write_text("2025年1月16日，科普 APP。\n", encoding="gb18030")
		result = kepu("count", path)
		assert (result.code, result.out, result.err) == (0, "字数：11\n字符数(不计空格)：17\n", "")
		assert kepu("count", path, "--json").json == {"ok": True, "words": 11, "characters": 17}

	@pytest.mark.parametrize("arguments", [(), ("-",)])
	def test_standard_input(
		self, kepu: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
	) -> None:
		monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO("埇桥区 OK".encode())))
		assert kepu("count", *arguments, "--json").json == {"ok": True, "words": 4, "characters": 5}

	def test_standard_input_too_large(self, kepu: Run, monkeypatch: pytest.MonkeyPatch) -> None:
		monkeypatch.setattr(counting, "LARGEST_TEXT", 5)
		monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"abcdef")))
		assert kepu("count", "--json").json["errors"][0]["code"] == "file.too_large"

	def test_no_text(self, kepu: Run, tmp_path: Path) -> None:
		(tmp_path / "a.png").write_bytes(b"\x89PNG\0\0")
		result = kepu("count", tmp_path / "a.png")
		assert (result.code, result.err) == (2, "错误：“a.png”不是文本文件\n")
		assert kepu("count", tmp_path / "没有.txt").code == 2

	def test_starts_without_what_prints_and_reads_excel(self) -> None:
		program = (
			"import sys; from kepu_app.core.cli import main; main(['count', '-']);"
			"print([name for name in ('weasyprint', 'openpyxl', 'docx', 'uharfbuzz') if name in sys.modules])"
		)
		done = subprocess.run([sys.executable, "-c", program], input=b"x", capture_output=True, timeout=60)
		assert done.stdout.decode().endswith("[]\n")


class TestTrouble:
	def test_interrupt(self, kepu: Run, monkeypatch: pytest.MonkeyPatch) -> None:
		def interrupt(*arguments: object) -> int:
			raise KeyboardInterrupt

		monkeypatch.setattr(commands, "check", interrupt)
		result = kepu("check", "a.xlsx")
		assert (result.code, result.err) == (130, "已中断，没有留下未完成的文件。\n")

	@pytest.mark.parametrize(
		("error", "said"),
		[
			(OSError(28, "No space left on device"), "磁盘空间不足"),
			(PermissionError(13, "Permission denied", "/a/b"), "/a/b：没有访问权限"),
			(OSError("strange"), "strange"),
		],
	)
	def test_what_the_system_refuses(
		self, kepu: Run, monkeypatch: pytest.MonkeyPatch, error: OSError, said: str
	) -> None:
		def fail(*arguments: object) -> int:
			raise error

		monkeypatch.setattr(commands, "check", fail)
		assert kepu("check", "a.xlsx").err == f"错误：{said}\n"
		result = kepu("check", "a.xlsx", "--json")
		assert (result.code, result.json["errors"][0]["code"]) == (2, "file.system")

	def test_brackets_and_control_sequences_are_shown_as_text(
		self, capsys: pytest.CaptureFixture[str]
	) -> None:
		output = Output(as_json=False)
		rows = [("[red]x[/red]", 3), ("\x1b[31m红", "")]
		output.result({}, "[bold]a[/bold]\x1b]0;x\x07", table("[标题]", ("甲", "乙"), rows))
		output.failure(KepuError("[/]\x1b[2J", code="x"))
		out, err = capsys.readouterr()
		assert "[bold]a[/bold]�]0;x�" in out
		assert "[标题]" in out
		assert "│ [red]x[/red] │  3 │" in out
		assert "�[31m红" in out
		assert err == "错误：[/]�[2J\n"
		assert plain("a\tb\nc").plain == "a\tb\nc"

	def test_name_that_is_no_text_and_terminal_without_chinese(self, tmp_path: Path) -> None:
		name = os.path.join(os.fsencode(tmp_path), b"\xff.txt")
		for environment in ({"PYTHONIOENCODING": "ascii"}, {"PYTHONUTF8": "1"}):
			for arguments in ([b"count", name], [b"count", name, b"--json"]):
				done = subprocess.run(
					[*KEPU, *arguments], env={**os.environ, **environment}, capture_output=True, timeout=60
				)
				assert done.returncode == 2
				assert b"Traceback" not in done.stderr
				assert b"\\udcff.txt" in done.stdout + done.stderr

	def test_reader_that_has_gone(self, workbook: Callable) -> None:
		"""As with ``kepu check … | head``."""
		process = subprocess.Popen(
			[*KEPU, "check", str(workbook(over_long()))], stdout=subprocess.PIPE, stderr=subprocess.PIPE
		)
		process.stdout.close()
		assert process.stderr.read() == b""
		assert process.wait(timeout=60) == 141
		process.stderr.close()

	def test_interrupt_from_the_keyboard_while_it_prints(self, workbook: Callable, tmp_path: Path) -> None:
		out = tmp_path / "out"
		# Texts of nearly the full length: what is left to print takes longer than it takes to be interrupted.
		long = tuple(
			replace(each, sections=tuple(replace(part, text=f"{part.text}\n" * 18) for part in each.sections))
			for each in make_submission().summaries
		)
		bundle = ["bundle", str(workbook(make_submission(summaries=long))), "-o", str(out), "--jobs", "2"]
		process = subprocess.Popen(
			# Of tests in the background the shell has interrupts ignored.
			["env", "--default-signal=INT", *KEPU, *bundle],
			stdout=subprocess.PIPE,
			stderr=subprocess.PIPE,
			start_new_session=True,
		)
		until = time.monotonic() + 60
		while not list(out.glob(".kepu-*/*/1-工作总结/*.pdf")) and time.monotonic() < until:
			time.sleep(0.02)
		os.killpg(process.pid, signal.SIGINT)
		stdout, stderr = process.communicate(timeout=60)
		assert process.returncode == 130
		assert (stdout, stderr.decode()) == (b"", "已中断，没有留下未完成的文件。\n")
		assert list(out.iterdir()) == []


def on_terminal(*arguments: str) -> tuple[int, str]:
	"""Exit code and what a terminal would have been sent on standard error."""
	reader, writer = pty.openpty()
	process = subprocess.Popen(
		[*KEPU, *arguments],
		stdout=subprocess.DEVNULL,
		stderr=writer,
		env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
	)
	os.close(writer)
	received = b""
	while select.select([reader], [], [], 60)[0]:
		try:
			received += os.read(reader, 1 << 16)
		except OSError:  # Linux says so when the other end is closed
			break
	os.close(reader)
	return process.wait(timeout=60), received.decode()


class TestProgress:
	def test_bar_on_a_terminal(self, workbook: Callable, tmp_path: Path) -> None:
		code, shown = on_terminal("bundle", str(workbook()), "-o", str(tmp_path / "out"), "--jobs", "1")
		assert code == 0
		assert all(title in shown for title in ("正在检查", "正在打印"))
		assert re.search(r"\D3/3\D", shown)
		code, shown = on_terminal("verify", str(tmp_path / "out" / NAME))
		assert code == 0
		assert "正在核对" in shown
		assert re.search(r"\D7/7\D", shown)

	def test_none_in_a_file(self, kepu: Run, capsys: pytest.CaptureFixture[str]) -> None:
		with Output(as_json=False).progress("正在打印") as told:
			told(1, 2, "[名]")
		assert capsys.readouterr() == ("", "")


def test_console_script_is_the_command() -> None:
	script = Path(sys.executable).with_name("kepu")
	if not script.exists():
		pytest.skip("kepu is not installed in this environment")
	done = subprocess.run([script, "--version"], capture_output=True, timeout=60, check=True)
	assert done.stdout.decode() == f"kepu_app {__version__}\n"


def test_cycle_of_the_tests_is_the_shipped_one() -> None:
	assert make_small().cycle == load_cycle()
	assert make_province().name == "安徽省"


def _noise(side: int) -> bytes:
	"""A picture that does not compress."""
	target = io.BytesIO()
	Image.frombytes("RGB", (side, side), random.Random(1).randbytes(3 * side * side)).save(target, "PNG")
	return target.getvalue()
