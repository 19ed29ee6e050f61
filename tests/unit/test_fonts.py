"""Fonts by role: found, chosen for every character, cut."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import uharfbuzz as harfbuzz
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from kepu_app.core.errors import FontError
from kepu_app.core.printing import fonts
from kepu_app.core.printing.fonts import (
	Role,
	check_folder,
	cut_fonts,
	installed_fonts,
	is_invisible,
	uncovered,
	visible_characters,
)
from tests.unit.font_files import WIDE, make_font, make_variable_font

RARE_COUNTIES = ("埇桥区", "湾沚区", "浉河区", "瀍河回族区", "猇亭区", "硚口区", "鄠邑区")


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
	"""Yield a folder named by KEPU_FONTS, before those of the system."""
	monkeypatch.setenv("KEPU_FONTS", str(tmp_path))
	yield tmp_path
	fonts._fonts_in.cache_clear()


@pytest.fixture
def only_folder(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
	"""Provide a folder named by KEPU_FONTS, on a machine without any other font."""
	monkeypatch.setattr(fonts, "_SYSTEM_FOLDERS", ())
	return own_folder


def test_debian_fonts_are_the_last_of_every_role() -> None:
	chains = installed_fonts().chains
	expected = {
		Role.TITLE: ("FandolSong-Bold", "NotoSerifCJKsc-Bold"),
		Role.BODY: ("FandolFang-Regular", "NotoSerifCJKsc-Regular"),
		Role.KAI: ("FandolKai-Regular", "NotoSerifCJKsc-Regular"),
		Role.HEI: ("FandolHei-Regular", "NotoSansCJKsc-Regular"),
		Role.SONG: ("FandolSong-Regular", "NotoSerifCJKsc-Regular"),
	}
	for role, (fandol, noto) in expected.items():
		names = [font.name for font in chains[role]]
		assert names.index(fandol) + 1 == names.index(noto)


def test_office_font_comes_first(own_folder: Path) -> None:
	make_font(own_folder / "simfang.ttf", "仿宋_GB2312", "国科普")
	chains = installed_fonts().chains
	assert chains[Role.BODY][0].path == own_folder / "simfang.ttf"
	assert chains[Role.KAI][0].path != own_folder / "simfang.ttf"
	assert any(font.name == "FandolFang-Regular" for font in chains[Role.BODY])


def test_bold_font_is_not_taken_by_its_family(own_folder: Path) -> None:
	make_font(own_folder / "bold.ttf", "仿宋_GB2312", "国", style="Bold")
	assert installed_fonts().chains[Role.BODY][0].path != own_folder / "bold.ttf"


def test_first_folder_wins(own_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
	first, second = tmp_path / "first", tmp_path / "second"
	for folder in (second, first):
		folder.mkdir()
		make_font(folder / "hei.ttf", "SimHei", "国")
	monkeypatch.setenv("KEPU_FONTS", f"{first}:{second}")
	assert installed_fonts().chains[Role.HEI][0].path.parent == first


def test_folders_handed_in_come_first_and_are_for_their_caller_only(
	own_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
	folder = tmp_path_factory.mktemp("handed-in")
	for each in (folder, own_folder):
		make_font(each / "hei.ttf", "SimHei", "国")
	assert installed_fonts([folder]).chains[Role.HEI][0].path.parent == folder
	assert installed_fonts().chains[Role.HEI][0].path.parent == own_folder


def test_a_folder_with_a_font_of_official_papers_is_good(tmp_path: Path) -> None:
	make_font(tmp_path / "simfang.ttf", "仿宋_GB2312", "国")
	check_folder(tmp_path)


@pytest.mark.parametrize(
	("folder", "reason"),
	[
		("fonts", "应写完整路径"),
		("/nowhere/fonts", "文件或文件夹不存在"),
		("{here}/simhei.txt", "不是文件夹"),
		("{here}/empty", "没有方正小标宋"),
		("{here}/other", "没有方正小标宋"),
	],
)
def test_a_folder_without_such_a_font_is_named_with_the_reason(
	tmp_path: Path, folder: str, reason: str
) -> None:
	for name in ("empty", "other"):
		(tmp_path / name).mkdir()
	make_font(tmp_path / "other" / "own.ttf", "Some Other Font", "国")
	(tmp_path / "simhei.txt").write_text("SimHei")
	place = folder.format(here=tmp_path)
	with pytest.raises(FontError, match=reason) as caught:
		check_folder(Path(place))
	assert (caught.value.code, caught.value.place) == ("font.folder", place)
	assert place in caught.value.message


def test_files_that_are_no_fonts_are_passed_over(own_folder: Path) -> None:
	(own_folder / "broken.otf").write_bytes(b"not a font at all")
	(own_folder / "empty.ttf").write_bytes(b"")
	(own_folder / "gone.ttf").symlink_to(own_folder / "nothing.ttf")
	make_font(own_folder / "whole.ttf", "SimHei", "国")
	assert installed_fonts().chains[Role.HEI][0].path.name == "whole.ttf"


def test_machine_without_fonts(only_folder: Path) -> None:
	with pytest.raises(FontError, match="fonts-noto-cjk") as caught:
		uncovered("科普")
	assert caught.value.code == "font.none"
	assert "KEPU_FONTS" in caught.value.message


def test_font_of_another_role_is_the_last_resort(only_folder: Path) -> None:
	make_font(only_folder / "fang.ttf", "FangSong", "科")
	make_font(only_folder / "hei.ttf", "SimHei", "普")
	fonts_here = installed_fonts()
	assert uncovered("科普国") == ["国"]
	assert fonts_here.font_for("普", Role.BODY).name == "SimHei"
	assert fonts_here.font_for("科", Role.HEI).name == "FangSong"


@pytest.mark.parametrize("county", RARE_COUNTIES)
def test_rare_counties_are_covered(county: str) -> None:
	assert uncovered(county) == []
	cut = cut_fonts(dict.fromkeys(Role, county))
	for role in Role:
		assert set(county) == {each for name in cut.families[role] for each in cut.fonts[name].characters}


def test_uncovered_names_each_once_in_order() -> None:
	assert uncovered("科\U0001f600普\U0010fffd，\U0001f600") == ["\U0001f600", "\U0010fffd"]


def test_what_leaves_no_ink_needs_no_font() -> None:
	assert uncovered(" \t\r\n\u3000\u00a0\u00ad\u200b\u2060\ufeff\ufe0f\U000e0101\x07") == []
	assert visible_characters("a b\u200ba") == ["a", "b"]
	assert not is_invisible("，")


def test_missing_characters_are_named() -> None:
	with pytest.raises(FontError) as caught:
		cut_fonts({Role.BODY: "科\U0002fa1e", Role.HEI: "\u1fff\ud800"})
	assert caught.value.message == (
		"所有已安装的字体都没有“\U0002fa1e”（U+2FA1E）、“\u1fff”（U+1FFF）、U+D800，无法打印"
	)
	assert caught.value.code == "text.no_font"


def test_rare_character_comes_from_the_next_font_of_the_role() -> None:
	cut = cut_fonts({Role.BODY: "埇桥区", Role.KAI: "桥"}, _debian_fonts())
	fang, noto = cut.families[Role.BODY]
	assert (cut.fonts[fang].name, cut.fonts[fang].characters) == ("FandolFang-Regular", {"桥", "区"})
	assert (cut.fonts[noto].name, cut.fonts[noto].characters) == ("NotoSerifCJKsc-Regular", {"埇"})
	assert [cut.fonts[name].name for name in cut.families[Role.KAI]] == ["FandolKai-Regular"]


def test_cut_font_holds_its_characters_and_no_more() -> None:
	(cut,) = cut_fonts({Role.BODY: "全国科普示范县"}, _debian_fonts()).fonts.values()
	face = harfbuzz.Face(cut.content)
	assert {chr(each) for each in face.unicodes} == {*"全国科普示范县", " ", "\u3000"}
	assert face.glyph_count == len("全国科普示范县") + 3
	assert len(cut.content) < 10_000


def test_two_characters_with_one_glyph_go_into_two_fonts() -> None:
	fonts_here = installed_fonts()
	radical = "\u2f00"
	noto = next(font for font in fonts_here.chains[Role.BODY] if font.name == "NotoSerifCJKsc-Regular")
	assert noto.glyphs.get_nominal_glyph(ord(radical)) == noto.glyphs.get_nominal_glyph(ord("一"))
	only_noto = fonts.FontSet(dict.fromkeys(Role, (noto,)))
	cut = cut_fonts({Role.BODY: f"一{radical}二"}, only_noto)
	assert [cut.fonts[name].characters for name in cut.families[Role.BODY]] == [{"一", "二"}, {radical}]


def test_cut_fonts_share_their_metrics_and_are_sound() -> None:
	cut = cut_fonts(dict.fromkeys(Role, "埇桥区2024"))
	for font in cut.fonts.values():
		file = TTFont(io.BytesIO(font.content), checkChecksums=2)
		em = file["head"].unitsPerEm
		assert (file["hhea"].ascent / em, file["hhea"].descent / em, file["hhea"].lineGap) == (0.88, -0.12, 0)
		assert (file["OS/2"].sTypoAscender / em, file["OS/2"].sTypoDescender / em) == (0.88, -0.12)
		assert not {"GSUB", "GPOS", "vmtx"} & set(file.keys())
		file["head"].checkSumAdjustment  # noqa: B018 (read, so that fontTools checks the table)


def test_variable_font_is_cut_at_its_default(only_folder: Path) -> None:
	make_variable_font(only_folder / "variable.ttf", "FangSong", "国科普")
	cut = cut_fonts({Role.BODY: "科普"})
	(name,) = cut.families[Role.BODY]
	file = TTFont(io.BytesIO(cut.fonts[name].content))
	assert "fvar" not in file
	assert file["glyf"][file.getBestCmap()[ord("科")]].xMax == 1000 - WIDE


@given(st.text(st.sampled_from("科普示范县埇沚，。“”—2024年APP%⼀一\u3000 "), max_size=40))
def test_every_character_of_a_role_is_in_exactly_one_of_its_fonts(text: str) -> None:
	cut = cut_fonts({Role.BODY: text, Role.TITLE: text[::2]})
	for role, own in ((Role.BODY, text), (Role.TITLE, text[::2])):
		for character in visible_characters(own):
			holders = [name for name in cut.families[role] if character in cut.fonts[name].characters]
			assert holders, character
			first = harfbuzz.Face(cut.fonts[holders[0]].content)
			assert ord(character) in first.unicodes


def _debian_fonts() -> fonts.FontSet:
	"""Fandol and Noto, whatever else this machine has."""
	free = {
		role: tuple(font for font in chain if font.name.startswith(("Fandol", "Noto")))
		for role, chain in installed_fonts().chains.items()
	}
	return fonts.FontSet(free)
