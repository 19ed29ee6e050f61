"""``kepu bundle`` and ``kepu verify``: the package that comes of a workbook, and whether it is still that."""

from __future__ import annotations

import io
import json
import os
import pty
import random
import re
import select
import subprocess
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pikepdf
import pytest
from PIL import Image

from kepu_app.core.cli.output import Output
from kepu_app.core.defaults import DEFAULT_CYCLE
from kepu_app.core.model import MissingCounty
from tests.blank_pdf import blank_pdf
from tests.unit.command_line import KEPU, Run, over_long, with_texts
from tests.unit.factories import make_case, make_small
from tests.unit.package_files import NAME


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


def _noise(side: int) -> bytes:
	"""Return a picture that does not compress."""
	target = io.BytesIO()
	Image.frombytes("RGB", (side, side), random.Random(1).randbytes(3 * side * side)).save(target, "PNG")
	return target.getvalue()
