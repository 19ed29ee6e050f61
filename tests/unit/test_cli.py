"""The ``kepu`` command: what it prints, what it writes, how it exits."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook

from kepu_app import __version__
from kepu_app.core.cli import commands, counting, main
from kepu_app.core.cli.output import Output, plain, table
from kepu_app.core.defaults import DATA, DEFAULT_CYCLE, load_cycle
from kepu_app.core.errors import KepuError
from tests.unit.command_line import KEPU, Run, over_long
from tests.unit.factories import make_province, make_small, make_submission
from tests.waiting import wait_for

COMMANDS = ("collect", "template", "check", "bundle", "rank", "verify", "count")


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
		wait_for(lambda: list(out.glob(".kepu-*/*/1-工作总结/*.pdf")), 60)
		os.killpg(process.pid, signal.SIGINT)
		stdout, stderr = process.communicate(timeout=60)
		assert process.returncode == 130
		assert (stdout, stderr.decode()) == (b"", "已中断，没有留下未完成的文件。\n")
		assert list(out.iterdir()) == []


def test_console_script_is_the_command() -> None:
	script = Path(sys.executable).with_name("kepu")
	if not script.exists():
		pytest.skip("kepu is not installed in this environment")
	done = subprocess.run([script, "--version"], capture_output=True, timeout=60, check=True)
	assert done.stdout.decode() == f"kepu_app {__version__}\n"


def test_cycle_of_the_tests_is_the_shipped_one() -> None:
	assert make_small().cycle == load_cycle()
	assert make_province().name == "安徽省"
