"""Stamped scans: which paper a file shows, and whether it is what its name says."""

from __future__ import annotations

from pathlib import Path

import pytest

from kepu_app.core.errors import InputError
from kepu_app.core.model import ScanOf
from kepu_app.core.packages import scans
from kepu_app.core.packages.scan_content import check_scan, is_cut_off
from kepu_app.core.packages.scans import read_scans
from tests.blank_pdf import blank_pdf
from tests.hostile_files import picture
from tests.unit.factories import make_submission

PDF, PNG, PICTURE = blank_pdf(), picture("PNG"), picture("JPEG")
PREVIEW = b"\xff\xe1\x00\x0a..\xff\xda\xff\xd9.."
"""A segment of a JPEG's header with marks of its own, such as cameras write."""
JPEG = b"\xff\xd8" + PREVIEW + b"\xff\xff\xda\x00\x02..." + b"\xff\xd9"
"""The marks of a whole JPEG, one of them behind a fill byte."""


def test_names_tell_the_paper(tmp_path: Path) -> None:
	(tmp_path / "341302-埇桥区-盖章件.pdf").write_bytes(PDF)
	(tmp_path / "340210.JPG").write_bytes(PICTURE)
	(tmp_path / "安徽省典型案例（盖章）.png").write_bytes(PNG)
	(tmp_path / "宣讲团人选.jpeg").write_bytes(PICTURE)
	found = read_scans(tmp_path, make_submission())
	assert [(each.of, each.county_code, each.filename, each.content) for each in found] == [
		(ScanOf.SUMMARY, "340210", "340210.JPG", PICTURE),
		(ScanOf.SUMMARY, "341302", "341302-埇桥区-盖章件.pdf", PDF),
		(ScanOf.CASES, "", "安徽省典型案例（盖章）.png", PNG),
		(ScanOf.NOMINEES, "", "宣讲团人选.jpeg", PICTURE),
	]


@pytest.mark.parametrize(
	("name", "of", "code"),
	[
		("埇桥区.pdf", ScanOf.SUMMARY, "341302"),
		("埇桥.pdf", ScanOf.SUMMARY, "341302"),
		("宿州市埇桥区工作总结（盖章）.pdf", ScanOf.SUMMARY, "341302"),
		("附件2-安徽省黄山市歙县2024年工作总结.pdf", ScanOf.SUMMARY, "341021"),
		("扫描 341302 埇桥区.pdf", ScanOf.SUMMARY, "341302"),
		("３４１３０２.pdf", ScanOf.SUMMARY, "341302"),
		("附件4.pdf", ScanOf.NOMINEES, ""),
		("附件四（盖章）.pdf", ScanOf.NOMINEES, ""),
		("宣讲团.pdf", ScanOf.NOMINEES, ""),
		("安徽省宣讲人选建议名单.pdf", ScanOf.NOMINEES, ""),
		("附件3.pdf", ScanOf.CASES, ""),
		("附件 3 盖章.pdf", ScanOf.CASES, ""),
		("案例.pdf", ScanOf.CASES, ""),
		("安徽省2024年典型案例.pdf", ScanOf.CASES, ""),
	],
)
def test_names_as_people_give_them(tmp_path: Path, name: str, of: ScanOf, code: str) -> None:
	(tmp_path / name).write_bytes(PDF)
	(found,) = read_scans(tmp_path, make_submission())
	assert (found.of, found.county_code) == (of, code)


def test_what_is_no_scan_is_passed_over(tmp_path: Path) -> None:
	for name in (".DS_Store", "Thumbs.db", "DESKTOP.INI", "~$341302.docx", "._埇桥区.pdf", "ehthumbs.db"):
		(tmp_path / name).write_bytes(b"x")
	(tmp_path / "341302").mkdir()
	assert read_scans(tmp_path, make_submission()) == ()


@pytest.mark.parametrize(
	("name", "content", "code"),
	[
		("扫描件.pdf", PDF, "scan.name"),
		("34130.pdf", PDF, "scan.name"),
		("3413021.pdf", PDF, "scan.name"),
		("附件2.pdf", PDF, "scan.name"),
		("附件1.pdf", PDF, "scan.name"),
		("典型案例和宣讲团.pdf", PDF, "scan.name"),
		("埇桥区和湾沚区.pdf", PDF, "scan.name"),
		("340421.pdf", PDF, "scan.unknown_county"),
		("341302.pdf", PICTURE, "scan.type"),
		("341302.pdf", b"", "scan.type"),
		("341302.docx", PDF, "scan.type"),
		("341302", PDF, "scan.type"),
		("341302.gif", b"GIF89a", "scan.type"),
		("典型案例.pdf", b"MZ", "scan.type"),
	],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, name: str, content: bytes, code: str) -> None:
	(tmp_path / name).write_bytes(content)
	with pytest.raises(InputError) as caught:
		read_scans(tmp_path, make_submission())
	assert (caught.value.code, caught.value.place) == (code, name)
	assert name in caught.value.message


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(scans, "LARGEST_SCAN", 1 << 20)
	path = tmp_path / "341302.pdf"
	path.write_bytes(PDF.ljust(1 << 20, b"\n"))
	assert len(read_scans(tmp_path, make_submission())) == 1
	path.write_bytes(PDF.ljust((1 << 20) + 1, b"\n"))
	with pytest.raises(InputError, match="超过1MB") as caught:
		read_scans(tmp_path, make_submission())
	assert caught.value.code == "scan.too_large"


def test_no_folder(tmp_path: Path) -> None:
	with pytest.raises(InputError, match="找不到盖章件文件夹“没有”") as caught:
		read_scans(tmp_path / "没有", make_submission())
	assert caught.value.code == "scan.no_folder"


@pytest.mark.parametrize(
	("name", "content"), [("a.pdf", PDF), ("a.jpg", PICTURE), ("a.JPEG", PICTURE), ("a.png", PNG)]
)
def test_right_content(name: str, content: bytes) -> None:
	assert check_scan(name, content) == 1


@pytest.mark.parametrize("length", range(3, len(JPEG)))
def test_marks_without_the_last_one(length: int) -> None:
	assert is_cut_off(JPEG[:length])


def test_a_picture_without_its_end() -> None:
	with pytest.raises(InputError, match="不完整") as caught:
		check_scan("341302.jpg", PICTURE[:-2])
	assert caught.value.code == "scan.cut_off"


def test_only_a_jpeg_is_cut_off() -> None:
	assert not is_cut_off(PDF)
	assert not is_cut_off(PNG)
	assert not is_cut_off(JPEG + b"\x00\x00")
