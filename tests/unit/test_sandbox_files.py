"""Files that are made to exhaust time and memory are refused within five seconds and 300 MB, by their readers
and by the command line. Large files that are none pass."""

from __future__ import annotations

import json
import logging
import random
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kepu_app.core.cli import main
from kepu_app.core.county_list import KnownList, read_county_list
from kepu_app.core.errors import InputError, KepuError
from kepu_app.core.model import AnnualSummary, SummarySection
from kepu_app.core.packages import verify_package
from kepu_app.core.packages.scan_content import check_pdf, check_scan
from kepu_app.core.printing.paper_models import SummaryPaper
from kepu_app.core.sandbox.client import Usage
from kepu_app.core.word import check_template, shipped_template
from kepu_app.core.workbooks import read_workbook, write_workbook
from tests.hostile_files import CATALOGUE, PAGE, PDFS, PICTURES, WORKBOOKS, pdf_of, zeros_zip
from tests.unit.factories import make_cycle, make_submission
from tests.unit.workbook_files import with_parts

pytestmark = pytest.mark.usefixtures("children_unmeasured")
MOST_SECONDS, MOST_MEMORY = 5, 300 << 20
CYCLE = make_cycle()


@pytest.fixture
def usages(caplog: pytest.LogCaptureFixture) -> Iterator[list[Usage]]:
	"""Yield what every child of the test took; checked when the test is over."""
	caplog.set_level(logging.DEBUG, "kepu_app.core.sandbox")
	found: list[Usage] = []
	yield found
	found += [each.usage for each in caplog.get_records("call") if hasattr(each, "usage")]
	assert found
	for usage in found:
		assert usage.seconds < MOST_SECONDS
		assert usage.memory < MOST_MEMORY


def refusal(read: Callable[..., Any], *arguments: Any, **options: Any) -> KepuError:
	with pytest.raises(KepuError) as caught:
		read(*arguments, **options)
	assert caught.value.message
	return caught.value


@pytest.mark.parametrize("kind", WORKBOOKS)
def test_workbooks(kind: str, usages: list[Usage]) -> None:
	error = refusal(read_workbook, WORKBOOKS[kind](), CYCLE, name="甲.xlsx")
	assert "甲.xlsx" in error.message or "工作表“典型案例”" in error.message


@pytest.mark.parametrize("kind", PDFS)
def test_scans(kind: str, usages: list[Usage]) -> None:
	assert "“甲.pdf”" in refusal(check_scan, "甲.pdf", PDFS[kind]()).message


@pytest.mark.parametrize("kind", PICTURES)
def test_pictures(kind: str, usages: list[Usage]) -> None:
	name, build = PICTURES[kind]
	assert refusal(check_scan, name, build()).code == "scan.too_many_points"


@pytest.mark.parametrize("kind", ["two million styles", "a comment of 70 MB", "deep nesting", "zip in zip"])
def test_county_lists(kind: str, usages: list[Usage]) -> None:
	error = refusal(read_county_list, WORKBOOKS[kind](), KnownList(()), name="名单.xlsx")
	assert error.message


@pytest.mark.parametrize(
	"text",
	[
		b"<!--" + b"a" * (7 << 20) + b"-->",
		b"<w:p>" * 600_000 + b"</w:p>" * 600_000,
		b"<w:p/>" * 1_300_000,
		b"<w:t>{{" + b"(" * 5_000_000 + b"}}</w:t>",
	],
	ids=["comment", "nested", "many", "tag"],
)
def test_word_templates(text: bytes, usages: list[Usage]) -> None:
	def change(parts: dict[str, bytes]) -> None:
		part = parts["word/document.xml"]
		parts["word/document.xml"] = part.replace(b"<w:body>", b"<w:body>" + text)

	content = with_parts(shipped_template(SummaryPaper).read_bytes(), change)
	assert all(each.message for each in check_template(content, SummaryPaper))


class TestPackages:
	def test_zip_of_three_gigabytes_of_zeros(self, tmp_path: Path, usages: list[Usage]) -> None:
		names = ["安徽省/manifest.json", *(f"安徽省/{each}.pdf" for each in range(9))]
		path = tmp_path / "汇总材料.zip"
		path.write_bytes(zeros_zip(names, 300 << 20))
		error = refusal(verify_package, path)
		assert (error.code, error.place) == ("package.zip_bomb", "汇总材料.zip")

	@pytest.mark.parametrize("kind", ["900,000 entries", "overlapping entries", "zip in zip"])
	def test_other_zips(self, kind: str, tmp_path: Path, usages: list[Usage]) -> None:
		path = tmp_path / "汇总材料.zip"
		path.write_bytes(WORKBOOKS[kind]())
		assert "汇总材料.zip" in refusal(verify_package, path).message

	def test_manifest_of_many_lists(self, tmp_path: Path, usages: list[Usage]) -> None:
		(tmp_path / "manifest.json").write_bytes(b'{"files":[' + b"[]," * 5_000_000 + b"[]]}")
		assert refusal(verify_package, tmp_path).message


class TestCommandLine:
	def test_check(self, tmp_path: Path, usages: list[Usage], capsys: pytest.CaptureFixture[str]) -> None:
		path = tmp_path / "甲.xlsx"
		path.write_bytes(WORKBOOKS["a million empty rows"]())
		assert self._errors("check", path, capsys=capsys) == ["workbook.refused"]

	def test_verify(self, tmp_path: Path, usages: list[Usage], capsys: pytest.CaptureFixture[str]) -> None:
		path = tmp_path / "汇总材料.zip"
		path.write_bytes(WORKBOOKS["900,000 entries"]())
		assert self._errors("verify", path, capsys=capsys) == ["file.too_costly"]

	def test_scans(self, tmp_path: Path, usages: list[Usage], capsys: pytest.CaptureFixture[str]) -> None:
		path, scans = tmp_path / "甲.xlsx", tmp_path / "scans"
		path.write_bytes(write_workbook(CYCLE, submission=make_submission()))
		scans.mkdir()
		(scans / "341302.pdf").write_bytes(PDFS["Prev points to itself"]())
		options = (path, "-o", tmp_path / "out", "--scans", scans)
		assert self._errors("bundle", *options, capsys=capsys) == ["scan.damaged"]

	def _errors(self, *command: Any, capsys: pytest.CaptureFixture[str]) -> list[str]:
		assert main([*map(str, command), "--json"]) == 2
		return [each["code"] for each in json.loads(capsys.readouterr().out)["errors"]]


class TestLargeFilesThatAreNone:
	def test_workbook_of_500_counties(self, usages: list[Usage]) -> None:
		submission = make_submission()
		county, summary = submission.counties[0], submission.summaries[0]
		counties = [replace(county, code=f"34{each:04}", name=f"第{each}县") for each in range(500)]
		sections = tuple(SummarySection(each.text, "工作" * 375) for each in CYCLE.headings)
		summaries: list[AnnualSummary] = [
			replace(summary, county_code=each.code, sections=sections) for each in counties
		]
		large = replace(
			submission,
			counties=tuple(counties),
			summaries=tuple(summaries),
			cases=(),
			nominees=(),
			missing=(),
		)
		content = read_workbook(write_workbook(CYCLE, submission=large), CYCLE)
		assert len(content.submission.summaries) == 500
		assert content.submission.summaries[-1].sections == sections

	def test_scan_of_60_pages_and_40_megabytes(self, usages: list[Usage]) -> None:
		noise = random.Random(1).randbytes(660 << 10)
		image = b"<</Type/XObject/Subtype/Image/Width 825/Height 819/BitsPerComponent 8/ColorSpace/DeviceGray"
		objects = [
			CATALOGUE,
			b"<</Type/Pages/Count 60/Kids[" + b" ".join(b"%d 0 R" % n for n in range(3, 63)) + b"]>>",
		]
		objects += [
			PAGE.replace(b">>", b"/Resources<</XObject<</I %d 0 R>>>>>>" % (63 + n)) for n in range(60)
		]
		objects += [image + b"/Length %d>>stream\n" % len(noise) + noise + b"\nendstream" for _ in range(60)]
		content = pdf_of(objects)
		assert len(content) > 40_000_000
		assert check_scan("盖章件.pdf", content) == 60
		assert check_pdf("盖章件.pdf", content) is False


def test_script_in_a_pdf() -> None:
	script = b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/J#53(app.alert\\(1\\))>>>>"
	pages = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
	assert check_pdf("甲.pdf", pdf_of([script, pages, PAGE]))
	assert not check_pdf("甲.pdf", pdf_of([CATALOGUE, pages, PAGE]))


def test_packed_script_in_a_pdf() -> None:
	packed = zlib.compress(b"app.alert(1)")
	stream = b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed)
	root = b"<</Type/Catalog/Pages 2 0 R/Names<</JavaScript<</Names[(a) <</S/JavaScript/JS 4 0 R>>]>>>>>>"
	pages = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
	assert check_pdf("甲.pdf", pdf_of([root, pages, PAGE, stream]))


def test_damaged_pdf_is_no_program_error() -> None:
	for content in (b"", b"%PDF-1.7\n", b"no PDF"):
		with pytest.raises(InputError, match="“甲"):
			check_pdf("甲.pdf", content)
