"""What may not begin or end a line and what may not be parted, sign by sign, read from the printed page.
And Word files as LibreOffice sets them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kepu_app.core.printing.columns import WIDTHS, column_widths
from kepu_app.core.printing.line_breaks import line_break_rules
from kepu_app.core.printing.paper_models import NomineeListPaper, nominee_list_paper
from kepu_app.core.printing.pdf import render_pdf
from kepu_app.core.word import render_docx
from tests.unit.factories import make_nominee, make_submission
from tests.unit.pdf_pages import Line, read_pages
from tests.unit.test_justify import set_lines
from tests.unit.test_word import parts_of

RULES = line_break_rules()
FULL = "一二三四五六七八九十甲乙"
"""As many characters as a line of ``set_lines`` holds."""
BARE = "text-align: left"


def lines_of(text: str) -> list[str]:
	return [line.text for line in set_lines(text, BARE)]


@pytest.mark.parametrize("sign", sorted(set(RULES["never_first"]) - {"‧"}))
@pytest.mark.parametrize("before", ["乙", "20"])
def test_sign_never_begins_a_line(sign: str, before: str) -> None:
	for length in range(len(FULL) - 2, len(FULL) + 1):
		lines = lines_of(f"{FULL[:length]}{before}{sign}丙丁戊己庚辛壬癸")
		assert len(lines) > 1
		assert not any(line.startswith(sign) for line in lines)


@pytest.mark.parametrize("sign", sorted(RULES["never_last"]))
def test_sign_never_ends_a_line(sign: str) -> None:
	for length in range(len(FULL) - 2, len(FULL) + 1):
		lines = lines_of(f"{FULL[:length]}{sign}20丙丁戊己庚辛壬癸")
		assert len(lines) > 1
		assert not any(line.endswith(sign) for line in lines)


@pytest.mark.parametrize(
	"whole",
	[
		"0371-65707551",
		"0371–65707551",
		"0371—65707551",
		"138 0013 8000",
		"400–810–1234",
		"１３８００１３８０００",
		"1,000,000.50",
		"2025/01/16",
		"10 000",
		"65707551/7552",
		"3.14159265",
		"10 kg",
		"120㎡",
		"5‰",
		"36.5℃",
		"￥500",
		"10:30",
	],
)
def test_number_is_never_parted(whole: str) -> None:
	for length in range(len(FULL) - 2, len(FULL) + 1):
		assert any(whole in line for line in lines_of(f"{FULL[:length]}{whole}子丑寅卯辰巳"))


@pytest.mark.parametrize(
	("text", "end"),
	[
		("阿依古丽·买买提", "·"),
		("阿依古丽•买买提", "•"),
		("周一—周五", "—"),
		("周一～周五", "～"),
		("宿州—埇桥", "—"),
		("科普／科技", "／"),
		("上午~下午", "~"),
	],
)
def test_line_ends_behind_the_sign_that_joins(text: str, end: str) -> None:
	before, behind = text.split(end)
	filled = FULL[: len(FULL) - len(before) - 1]
	assert lines_of(f"{filled}{before}{end}{behind}丁戊己")[0].endswith(end)
	assert not any(line.startswith(end) for line in lines_of(f"{FULL[: len(FULL) - len(before)]}{text}"))


@pytest.mark.parametrize(
	"text", ["－5℃", "＞95%", "＜3‰", "＋18.5%", "≥60", "33μg/m³", "25kg/亩", "8km/h", "40L/㎡", "12t/日"]
)
def test_sign_and_unit_stay_with_their_number(text: str) -> None:
	for length in range(len(FULL) - len(text), len(FULL) + 1):
		lines = lines_of(f"{FULL[:length]}{text}丙丁戊己庚辛壬癸")
		assert any(text in line for line in lines), lines


@pytest.mark.parametrize("text", ["10万+", "10万＋", "300余+", "50+", "8千＋", "±5"])
def test_plus_behind_a_number_never_begins_a_line(text: str) -> None:
	for length in range(len(FULL) - 4, len(FULL) + 1):
		assert not any(line[0] in "+＋" for line in lines_of(f"{FULL[:length]}{text}丙丁戊己庚辛"))


def test_two_dashes_stay_together() -> None:
	assert not any(line.endswith("乙—") for line in lines_of(f"{FULL[:-1]}乙——丙丁"))
	assert not any(line.endswith("乙…") for line in lines_of(f"{FULL[:-2]}乙……丙丁"))


PHONES = (
	"0371-65707551",
	"13800138000、13900139000",
	"0371-65707551/7552",
	"0371-65707551转8001、13800138000",
	"400-810-1234",
	"手机：13800138000（微信同号）",
	"010-65005187、010-68578249",
)


def list_of(phone: str) -> NomineeListPaper:
	return nominee_list_paper(make_submission(nominees=(make_nominee(phone=phone),)))


def rows_of(lines: list[Line]) -> list[str]:
	return [line.text for line in lines]


def is_whole(lines: list[str], printed: str) -> bool:
	"""Whether every number of the text stands in one line, and no line begins with a sign that may not."""
	numbers = re.findall(r"[0-9][0-9/-]{6,}", printed)
	starts = {line.strip()[:1] for line in lines}
	return all(any(number in line for line in lines) for number in numbers) and not starts & set("、；，/-")


@pytest.mark.parametrize("phone", PHONES)
def test_telephone_is_whole_in_its_column(phone: str) -> None:
	paper = list_of(phone)
	[page] = read_pages(render_pdf(paper))
	assert is_whole(rows_of(page.lines), paper.nominees[0].phone)
	assert sum(column_widths(paper)) == pytest.approx(156, abs=0.05)
	assert max(each["x1"] for line in page.lines for each in line.characters) < (28 + 156) / 25.4 * 72 + 1


def test_columns_are_those_of_the_notice_where_everything_fits() -> None:
	assert column_widths(list_of("13800138000")) == WIDTHS
	assert column_widths(nominee_list_paper(make_submission(nominees=()))) == WIDTHS


@pytest.mark.parametrize("phone", PHONES)
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_telephone_is_whole_in_word(phone: str, tmp_path: Path) -> None:
	paper = list_of(phone)
	(tmp_path / "list.docx").write_bytes(render_docx(paper))
	command = [
		"soffice",
		f"-env:UserInstallation=file://{tmp_path}/profile",
		"--headless",
		"--convert-to",
		"pdf",
	]
	subprocess.run(
		[*command, "--outdir", tmp_path, tmp_path / "list.docx"], check=True, capture_output=True, timeout=180
	)
	lines = rows_of(read_pages((tmp_path / "list.pdf").read_bytes())[0].lines)
	assert is_whole([line.replace("‑", "-").replace(" ", "") for line in lines], paper.nominees[0].phone)


def test_word_file_names_what_may_not_begin_a_line() -> None:
	settings = parts_of(render_docx(list_of("13800138000")))["word/settings.xml"].decode()
	assert RULES["word_first"] in settings
	assert RULES["word_last"] in settings
	assert len(RULES["word_first"]) <= 100
	assert len(RULES["word_last"]) <= 50


@pytest.mark.parametrize(
	"sign", [*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u200b\ufeff"]
)
def test_signs_that_nobody_sees_are_in_neither_file(sign: str) -> None:
	nominee = make_nominee(name=f"赵{sign}静宜", bio=f"从事{sign}科普。", reasons=(f"善于{sign}表达。",))
	paper = nominee_list_paper(make_submission(nominees=(nominee,)))
	assert sign not in "".join(page.text for page in read_pages(render_pdf(paper)))
	assert sign not in parts_of(render_docx(paper))["word/document.xml"].decode()
