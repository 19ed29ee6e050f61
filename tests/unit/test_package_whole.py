"""A package is whole or not there, whatever happens while it is built."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from kepu_app.core.errors import FontError, PackageError
from kepu_app.core.model import SummarySection
from kepu_app.core.packages import Templates, build_package, printing, verify_package
from kepu_app.core.packages.printing import paper_files
from kepu_app.core.printing.paper_models import SummaryPaper
from tests.unit.factories import COUNTIES, make_case, make_nominee, make_small, make_submission, make_summary
from tests.unit.package_files import NAME, files_in

ROOT = Path(__file__).parents[2]
UNPRINTABLE = "\U0003fffd"


EMPTY = make_submission(summaries=(), cases=(), nominees=())
"""Nothing to print: built in a moment."""


class TestReplacing:
	def test_earlier_package_is_replaced(self, tmp_path: Path) -> None:
		first = build_package(EMPTY, tmp_path)
		second = build_package(replace(EMPTY, counties=COUNTIES[:2]), tmp_path)
		assert second.sha256 != first.sha256
		assert verify_package(second.folder).manifest.facts["counts"]["counties"] == 2
		assert verify_package(second.archive).is_intact
		assert len(list(tmp_path.iterdir())) == 2

	@pytest.mark.parametrize(
		("touch", "said"),
		[
			(lambda folder, archive: (folder / "盖章件.pdf").write_bytes(b"%PDF-"), "盖章件.pdf"),
			(lambda folder, archive: (folder / "汇总表.xlsx").write_bytes(b"own"), "汇总表.xlsx"),
			(lambda folder, archive: (folder / "汇总表.xlsx").unlink(), "汇总表.xlsx"),
			(lambda folder, archive: (folder / "manifest.json").unlink(), "中没有manifest.json"),
			(lambda folder, archive: archive.write_bytes(b"own"), "不是完整的zip压缩包"),
			(lambda folder, archive: (archive.unlink(), archive.mkdir()), "中没有manifest.json"),
			(lambda folder, archive: (archive.unlink(), archive.symlink_to("nowhere")), "找不到"),
		],
	)
	def test_what_people_put_there_is_kept(
		self, tmp_path: Path, touch: Callable[[Path, Path], object], said: str
	) -> None:
		first = build_package(EMPTY, tmp_path)
		touch(first.folder, first.archive)
		before = files_in(tmp_path)
		with pytest.raises(PackageError, match="请先移走或改名") as caught:
			build_package(EMPTY, tmp_path)
		assert caught.value.code == "package.would_be_lost"
		assert said in caught.value.message
		assert files_in(tmp_path) == before

	def test_many_such_files_are_named_by_three(self, tmp_path: Path) -> None:
		first = build_package(EMPTY, tmp_path)
		for number in range(5):
			(first.folder / f"{number}.pdf").write_bytes(b"")
		with pytest.raises(PackageError, match=r"（0\.pdf、1\.pdf、2\.pdf等）"):
			build_package(EMPTY, tmp_path)

	def test_zip_that_another_program_repacked_is_replaced(self, tmp_path: Path) -> None:
		first = build_package(EMPTY, tmp_path)
		with ZipFile(first.archive) as source:
			entries = {entry.filename: source.read(entry) for entry in source.infolist()}
		with ZipFile(first.archive, "w") as target:
			for name, content in entries.items():
				target.writestr(name, content)
		assert build_package(EMPTY, tmp_path).sha256 == first.sha256

	def test_two_builds_in_one_folder_wait_for_each_other(self, tmp_path: Path) -> None:
		descriptor = os.open(tmp_path, os.O_RDONLY)
		fcntl.flock(descriptor, fcntl.LOCK_EX)
		other = threading.Thread(target=build_package, args=(EMPTY, tmp_path))
		other.start()
		other.join(0.3)
		assert other.is_alive()
		assert not list(tmp_path.iterdir())
		os.close(descriptor)
		other.join(30)
		assert (tmp_path / NAME).is_dir()


class TestFailure:
	def test_character_without_a_font_leaves_nothing(self, tmp_path: Path) -> None:
		sections = (SummarySection("一、标题", f"正文{UNPRINTABLE}"),)
		broken = make_submission(
			summaries=(*make_submission().summaries, make_summary("341302", sections=sections))
		)
		with pytest.raises(FontError, match="U\\+3FFFD"):
			build_package(broken, tmp_path, jobs=2)
		assert list(tmp_path.iterdir()) == []

	def test_every_character_without_a_font_is_named_at_once(self, tmp_path: Path) -> None:
		sections = (
			SummarySection("一、工作开展情况", "好。"),
			SummarySection("二、主要成绩", "奖状\U0003fffc枚"),
		)
		submission = make_submission(
			counties=COUNTIES,
			summaries=(
				make_summary(COUNTIES[0].code, on_behalf_of="某县科协\ue863"),
				make_summary(COUNTIES[1].code, sections=sections),
			),
			cases=(make_case(1, title="题\U0001f600"), make_case(2, text=f"文{UNPRINTABLE}")),
			nominees=(
				make_nominee(1, reasons=("好", f"善讲{UNPRINTABLE}"), birth_month="1980\ue000"),
				make_nominee(2, bio="简介\U0003fffb"),
			),
		)
		steps: list[str] = []
		with pytest.raises(FontError) as caught:
			build_package(submission, tmp_path / "out", progress=lambda *told: steps.append(told[2]))
		cases, nominees = submission.cases, submission.nominees
		for county, field, character in (
			(COUNTIES[0].code, "落款", "U+E863"),
			(COUNTIES[1].code, "二、主要成绩", "U+3FFFC"),
			(cases[0].county_code, "案例标题", "U+1F600"),
			(cases[1].county_code, "案例正文", "U+3FFFD"),
			(nominees[0].county_code, "推荐理由2", "U+3FFFD"),
			(nominees[0].county_code, "出生年月", "U+E000"),
			(nominees[1].county_code, "个人工作简介", "U+3FFFB"),
		):
			name = submission.county(county).name
			sentences = caught.value.message.replace("；", "。").split("。")
			assert any(name in each and field in each and character in each for each in sentences), field
		assert caught.value.code == "text.no_font"
		assert not steps
		assert not (tmp_path / "out").exists()

	def test_character_of_an_own_template_names_the_paper(self, tmp_path: Path) -> None:
		own = Templates(pages={SummaryPaper: f"<p>{UNPRINTABLE}</p>"})
		with pytest.raises(FontError, match=r"341302.*U\+3FFFD"):
			build_package(make_small(), tmp_path, templates=own)

	def test_failed_overview_leaves_the_earlier_package(
		self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
	) -> None:
		first = build_package(EMPTY, tmp_path)
		before = files_in(tmp_path)

		def fail(*arguments: object) -> bytes:
			raise OSError(28, "No space left on device")

		monkeypatch.setattr("kepu_app.core.packages.build.write_overview", fail)
		with pytest.raises(OSError, match="No space"):
			build_package(EMPTY, tmp_path)
		assert files_in(tmp_path) == before
		assert verify_package(first.archive).is_intact
		assert len(list(tmp_path.iterdir())) == 2

	def test_place_that_is_a_file(self, tmp_path: Path) -> None:
		(tmp_path / "out").write_bytes(b"own")
		with pytest.raises(OSError, match="out"):
			build_package(EMPTY, tmp_path / "out")
		assert (tmp_path / "out").read_bytes() == b"own"

	def test_killed_printing_process(self, tmp_path: Path) -> None:
		def kill(done: int, total: int, name: str) -> None:
			if done == 1:
				for process in multiprocessing.active_children():
					os.kill(process.pid, signal.SIGKILL)

		with pytest.raises(PackageError, match="打印进程被中断") as caught:
			build_package(make_submission(), tmp_path, jobs=2, progress=kill)
		assert caught.value.code == "package.worker_lost"
		assert list(tmp_path.iterdir()) == []

	def test_process_that_outlived_its_build_cannot_write(self, tmp_path: Path) -> None:
		[file] = paper_files(make_small(cases=(), nominees=()))
		with pytest.raises(FileNotFoundError):
			printing.print_paper(file, tmp_path / "gone")
		assert list(tmp_path.iterdir()) == []


BUILD = """
import multiprocessing, sys, time
from pathlib import Path
from kepu_app.core.packages import build_package
from tests.unit.factories import make_submission

def tell(done, total, name):
	print(done, *(each.pid for each in multiprocessing.active_children()), flush=True)
	if done:
		time.sleep(60)  # whatever is done to it is done before the end

if __name__ == "__main__":
	try:
		build_package(make_submission(), Path(sys.argv[1]), jobs=2, progress=tell)
	except KeyboardInterrupt:
		sys.exit(130)
"""


@contextmanager
def building(out: Path) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
	"""Yield a build in a process of its own that has printed its first paper, and the ids of its printers."""
	script = out.parent / "build.py"
	script.write_text(BUILD, encoding="utf-8")
	process = subprocess.Popen(
		# Of tests in the background the shell has interrupts ignored.
		["env", "--default-signal=INT", sys.executable, str(script), str(out)],
		env={**os.environ, "PYTHONPATH": str(ROOT)},
		stdout=subprocess.PIPE,
		stderr=subprocess.PIPE,
		text=True,
		start_new_session=True,
	)
	try:
		assert process.stdout.readline().split()[0] == "0"
		printers = [int(each) for each in process.stdout.readline().split()[1:]]
		assert printers
		yield process, printers
	finally:
		process.kill()
		process.wait(timeout=20)
		process.stdout.close()
		process.stderr.close()


def wait_until_gone(pids: list[int], seconds: float = 20) -> list[int]:
	"""Those that are still there after so long."""
	until = time.monotonic() + seconds
	while (left := [pid for pid in pids if Path(f"/proc/{pid}").exists()]) and time.monotonic() < until:
		time.sleep(0.05)
	return left


class TestKilled:
	def test_nothing_half_is_left_and_the_next_build_finishes(self, tmp_path: Path) -> None:
		out = tmp_path / "out"
		with building(out) as (process, printers):
			process.send_signal(signal.SIGKILL)
			process.wait(timeout=20)
			assert wait_until_gone(printers) == []
		assert [each.name for each in out.iterdir() if not each.name.startswith(".")] == []
		assert len(list(out.iterdir())) == 1
		built = build_package(EMPTY, out)
		assert sorted(out.iterdir()) == sorted([built.folder, built.archive])
		assert verify_package(built.archive).is_intact

	def test_killed_while_an_earlier_package_stands(self, tmp_path: Path) -> None:
		out = tmp_path / "out"
		first = build_package(EMPTY, out)
		with building(out) as (process, printers):
			process.send_signal(signal.SIGKILL)
			process.wait(timeout=20)
			assert wait_until_gone(printers) == []
		assert verify_package(first.folder).is_intact
		assert verify_package(first.archive).is_intact

	def test_interrupted_by_the_keyboard(self, tmp_path: Path) -> None:
		"""Which reaches every process of the terminal; the printers leave it to their parent."""
		out = tmp_path / "out"
		with building(out) as (process, printers):
			os.killpg(process.pid, signal.SIGINT)
			assert process.wait(timeout=30) == 130
			assert process.stderr.read() == ""
			assert wait_until_gone(printers) == []
		assert list(out.iterdir()) == []


def test_printer_leaves_interrupts_to_its_parent_and_ends_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
	"""What runs in the printing processes, run here where it is counted as covered."""
	earlier = signal.getsignal(signal.SIGINT)
	ended: list[int] = []
	done = threading.Event()

	class Parent:
		def join(self) -> None:
			"""End as the parent has ended already."""

	def end(code: int) -> None:
		ended.append(code)
		done.set()

	monkeypatch.setattr(printing.multiprocessing, "parent_process", Parent)
	monkeypatch.setattr(printing.os, "_exit", end)
	try:
		printing.start_worker()
		assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
		assert done.wait(10)
		assert ended == [1]
	finally:
		signal.signal(signal.SIGINT, earlier)
