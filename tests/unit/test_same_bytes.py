"""A paper has the same bytes whatever was printed before it, and beside it; with the fonts that are named now."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

from kepu_app.core.assessment.score_paper import score_table_html, score_table_paper
from kepu_app.core.errors import InputError
from kepu_app.core.printing import font_cut, fonts
from kepu_app.core.printing.html import render_html
from kepu_app.core.printing.paper_models import case_book_paper, nominee_list_paper
from kepu_app.core.printing.pdf import html_to_pdf
from kepu_app.core.printing.weasyprint_speed import no_fonts_of_the_machine
from tests.unit.factories import make_submission
from tests.unit.font_files import make_font
from tests.unit.long_texts import make_long_case, make_long_nominee, make_long_paper
from tests.unit.test_score_table import RANKING

ROOT = Path(__file__).parents[2]
MANY = 600
"""More characters than are cut again for each paper."""


@cache
def pages() -> tuple[str, ...]:
	"""Attachments 2, 3 and 4 and a score table: with the same headings and others, long and short, rare characters
	and none."""
	submission = make_submission(
		cases=tuple(map(make_long_case, (1, 2))), nominees=tuple(map(make_long_nominee, (1, 2, 3)))
	)
	return (
		render_html(make_long_paper(MANY, 1)),
		render_html(case_book_paper(submission)),
		render_html(make_long_paper(MANY, 2)),
		render_html(nominee_list_paper(submission)),
		score_table_html(score_table_paper(RANKING, "评分汇总表")),
		"<html lang=zh-CN><style>p { letter-spacing: 2pt; width: 50% }</style><p>瀍河回族区 2024</p>",
		render_html(make_long_paper(200, 3)),
	)


def printed(numbers: Iterable[int]) -> dict[int, str]:
	return {number: sha256(html_to_pdf(pages()[number])).hexdigest() for number in numbers}


def printed_by_a_fork(numbers: Iterable[int]) -> dict[int, str]:
	reading, writing = os.pipe()
	child = os.fork()
	if not child:
		try:
			os.write(writing, json.dumps(list(printed(numbers).items())).encode())
		finally:
			os._exit(0)
	os.close(writing)
	with open(reading, encoding="utf-8") as answer:
		found = dict(json.loads(answer.read() or "[]"))
	os.waitpid(child, 0)
	return found


@pytest.fixture(scope="module")
def alone() -> dict[int, str]:
	"""Each page by a process of its own, which is a fork of one that has not printed anything."""
	program = (
		"import json; from tests.unit.test_same_bytes import pages, printed_by_a_fork\n"
		"print(json.dumps([printed_by_a_fork([number]) for number in range(len(pages()))]))"
	)
	command = [sys.executable, "-W", "ignore", "-c", program]
	found = json.loads(subprocess.check_output(command, cwd=ROOT, text=True, timeout=120))
	return {int(number): digest for each in found for number, digest in each.items()}


def test_in_order_and_back(alone: dict[int, str]) -> None:
	assert printed(range(len(pages()))) == alone
	assert printed(reversed(range(len(pages())))) == alone


def test_when_fonts_are_cut_often(alone: dict[int, str], monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(font_cut, "_CUT_OFTEN", 200)
	monkeypatch.setattr(font_cut, "_cut_before", Counter())
	font_cut._cut_and_kept.cache_clear()
	assert printed(range(len(pages()))) == alone


def test_in_two_threads_at_once(alone: dict[int, str]) -> None:
	found: list[dict[int, str]] = []
	orders = (range(len(pages())), range(len(pages()) - 1, -1, -1))
	threads = [
		threading.Thread(target=lambda order: found.append(printed(order)), args=(each,)) for each in orders
	]
	for thread in threads:
		thread.start()
	for thread in threads:
		thread.join()
	assert found == [alone, alone]


def test_in_a_fork_of_a_process_that_has_printed(alone: dict[int, str]) -> None:
	printed([0, 1])
	assert printed_by_a_fork(range(len(pages()))) == alone
	assert printed([1]) == {1: alone[1]}


def test_one_thread_leaves_the_fonts_of_the_machine_to_others() -> None:
	"""A page that names one of them is refused, whatever other threads print meanwhile."""
	style = (
		'@font-face { font-family: x; src: local("NotoSansCJKsc-Regular") } p { font-family: x, var(--body) }'
	)
	refused = []

	def print_with_them() -> None:
		with pytest.raises(InputError) as caught:
			html_to_pdf(f"<html lang=zh-CN><style>{style}</style><p>科普</p>")
		refused.append(caught.value.code)

	with no_fonts_of_the_machine():
		thread = threading.Thread(target=print_with_them)
		thread.start()
		thread.join()
	assert refused == ["paper.foreign_address"]


def test_with_the_fonts_that_are_named_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
	"""Two folders have a font of the same name and characters each, which is not the same font."""
	found = []
	for folder, units in (("one", 1000), ("two", 2048), ("one", 1000)):
		path = tmp_path / folder / "simfang.ttf"
		path.parent.mkdir(exist_ok=True)
		make_font(path, "FangSong", "科普示范县", units=units)
		monkeypatch.setenv("KEPU_FONTS", str(path.parent))
		found.append(html_to_pdf("<html lang=zh-CN><p>科普示范县</p>"))
	fonts._fonts_in.cache_clear()
	assert found[0] == found[2] != found[1]
