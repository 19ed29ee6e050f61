"""What is really drawn on the page: pictures of printed characters, not the text layer."""

from __future__ import annotations

import json
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops

from kepu_app.core.errors import FontError
from kepu_app.core.printing.fonts import FontSet, Role, installed_fonts
from kepu_app.core.printing.pdf import html_to_pdf
from tests.unit.font_files import make_font
from tests.unit.pdf_pages import read_pages

DATA = Path(__file__).parents[2] / "kepu_app" / "core" / "data"
MISDRAWN = json.loads((DATA / "misdrawn.json").read_text(encoding="utf-8"))["fonts"]
ROLE_OF = {
	"FandolSong-Bold": Role.TITLE,
	"FandolFang-Regular": Role.BODY,
	"FandolKai-Regular": Role.KAI,
	"FandolHei-Regular": Role.HEI,
	"FandolSong-Regular": Role.SONG,
}
CASES = [(name, each) for name, facts in MISDRAWN.items() for each in facts["characters"]]
LOOKS_LIKE = {"￥": "＄", "幹": "干", "捨": "舍", "餘": "余", "準": "准", "鬱": "郁", "癥": "症", "騁": "秤"}


def printed(text: str, role: Role, fonts: FontSet | None = None) -> bytes:
	style = f"@page {{ size: 100pt }} p {{ font: 60pt var(--{role.value}) }}"
	return html_to_pdf(f"<html lang=zh-CN><style>{style}</style><p>{text}</p>", fonts=fonts)


def picture(pdf: bytes) -> Image.Image:
	return pypdfium2.PdfDocument(pdf)[0].render(scale=1).to_pil().convert("L")


def difference(one: Image.Image, other: Image.Image) -> float:
	"""Part of the ink in which the pictures differ."""
	ink = sum(255 - each for each in one.tobytes())
	return sum(ImageChops.difference(one, other).tobytes()) / ink


def only(name: str) -> FontSet:
	"""Return a machine with one font."""
	[font] = {each for chain in installed_fonts().chains.values() for each in chain if each.name == name}
	return FontSet(dict.fromkeys(Role, (font,)))


@pytest.mark.parametrize(("name", "character"), CASES)
def test_misdrawn_character_is_drawn_by_another_font(name: str, character: str) -> None:
	role = ROLE_OF[name]
	pdf = printed(character, role)
	[line] = read_pages(pdf)[0].every_line[:1]
	[drawn_by] = line.fonts
	assert line.text == character
	assert drawn_by != name
	assert difference(picture(pdf), picture(printed(character, role, only(drawn_by)))) == 0
	if character in LOOKS_LIKE:
		assert difference(picture(pdf), picture(printed(LOOKS_LIKE[character], role))) > 0.3


@pytest.mark.parametrize(("name", "character"), [each for each in CASES if each[1] in LOOKS_LIKE])
def test_data_is_true_of_the_fonts_here(name: str, character: str, monkeypatch: pytest.MonkeyPatch) -> None:
	"""The font claims it, and draws what it draws for another character."""
	fonts = only(name)
	[font] = set(fonts.chains[Role.BODY])
	monkeypatch.setitem(font.__dict__, "misdrawn", frozenset())
	wrong, right = printed(character, Role.BODY, fonts), printed(LOOKS_LIKE[character], Role.BODY, fonts)
	assert difference(picture(wrong), picture(right)) < 0.5


def test_yen_sign_in_running_text() -> None:
	pdf = html_to_pdf("<html lang=zh-CN><p>投入科普经费￥500万元")
	[line] = read_pages(pdf)[0].lines
	fonts = {each["text"]: each["fontname"].split("+")[-1] for each in line.characters}
	assert fonts["￥"] == "NotoSerifCJKsc-Regular"
	assert fonts["投"] == "FandolFang-Regular"


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("text", ["CO₂", "✔", "☑", "☐", "⅓", "Beşir", "H₂O", "m³", "Ω≥½", "α₁", "☎", "Ŷ"])
def test_any_installed_font_serves_behind_those_of_the_roles(text: str, role: Role) -> None:
	[line] = read_pages(printed(text, role))[0].every_line[:1]
	assert line.text == text
	assert printed(text, role) == printed(text, role)


def test_serving_font_fits_the_role() -> None:
	fonts = installed_fonts()
	serif, sans = fonts.font_for("⅓", Role.BODY), fonts.font_for("⅓", Role.HEI)
	assert serif is not None
	assert sans is not None
	assert serif.style.serifs
	assert not sans.style.serifs
	assert not serif.style.italic


def test_font_of_another_name_in_a_named_folder_serves(
	tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
	monkeypatch.setenv("KEPU_FONTS", str(tmp_path))
	make_font(tmp_path / "own.ttf", "OwnSymbols", "\U00010e60")
	font = installed_fonts().font_for("\U00010e60", Role.BODY)
	assert font is not None
	assert font.name == "OwnSymbols"
	assert read_pages(printed("\U00010e60", Role.HEI))[0].every_line[0].text == "\U00010e60"


@pytest.mark.parametrize(
	("character", "message"),
	[
		("\ue863", "U\\+E863.*应为“䶮”"),
		("\ue85c", "应为“䴓”"),
		("\ue843", "应为“龹”"),
		("\ue82d", "应为“㭎”"),
		("\ue816", "应为“𠂇”"),
		("\ue001", "U\\+E001是自造字"),
		("\U0010fffd", "U\\+10FFFD是自造字"),
		("😀", "彩色表情符号“😀”"),
		("✅", "彩色表情符号"),
		("🎉", "彩色表情符号"),
		("🇨", "彩色表情符号"),
		("🫠", "彩色表情符号"),
		("\u1fff", "所有已安装的字体都没有"),
	],
)
def test_message_says_what_is_wrong(character: str, message: str) -> None:
	with pytest.raises(FontError, match=message):
		printed(f"科普{character}", Role.BODY)
