"""The 二维码 in the foot of a paper, on paper and in Word, and what a scan of it tells."""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from kepu_app.core.errors import InputError
from kepu_app.core.model import ScanOf, StampedScan, Submission, SummarySection
from kepu_app.core.packages.scan_codes import extract_pages, read_pages
from kepu_app.core.packages.scans import PlacedScans, place_scan, place_scans
from kepu_app.core.printing.html import Paper
from kepu_app.core.printing.paper_codes import PaperCode, parse_code, with_code
from kepu_app.core.printing.paper_models import case_book_paper, nominee_list_paper, summary_paper
from kepu_app.core.printing.pdf import render_pdf
from kepu_app.core.word import render_docx
from tests.unit.factories import COUNTIES, make_province, make_submission, make_summary

LONG = tuple(
	SummarySection(f"{number}、部分", "全县各乡镇开展科普活动，覆盖群众。" * 30 + "\n")
	for number in "一二三四"
)


@lru_cache(maxsize=1)
def submission() -> Submission:
	summaries = tuple(make_summary(each.code, sections=LONG) for each in COUNTIES[:2])
	return make_submission(province=make_province(paper_codes=True), summaries=summaries)


def paper(number: int = 0, text: str = "") -> Paper:
	whole = submission()
	summary = whole.summaries[number]
	if text:
		summary = replace(summary, sections=(SummarySection("一、部分", text), *summary.sections[1:]))
	return summary_paper(whole.cycle, whole.province, COUNTIES[number], summary)


@lru_cache(maxsize=4)
def printed(number: int = 0) -> bytes:
	return render_pdf(paper(number))


@lru_cache(maxsize=1)
def printed_cases() -> bytes:
	return render_pdf(case_book_paper(submission()))


def pictures(pdf: bytes, resolution: int = 150) -> list[Image.Image]:
	"""Return the pages as a scanner sees them: grey, a little soft."""
	document = pypdfium2.PdfDocument(pdf)
	drawn = [page.render(scale=resolution / 72, grayscale=True).to_pil().convert("L") for page in document]
	return [each.filter(ImageFilter.GaussianBlur(0.6)) for each in drawn]


def scanned(*pages: Image.Image, resolution: int = 150) -> bytes:
	"""Return the pages in one PDF without any text."""
	target = io.BytesIO()
	pages[0].save(target, "PDF", save_all=True, append_images=pages[1:], resolution=resolution, quality=60)
	return target.getvalue()


def stamped(page: Image.Image) -> Image.Image:
	"""With a round stamp over the signature and an edge of it over the foot."""
	drawn = page.copy()
	width, height = drawn.size
	ImageDraw.Draw(drawn).ellipse(
		(width * 0.02, height * 0.7, width * 0.22, height * 0.925), outline=110, width=9
	)
	return drawn


def placed(content: bytes, name: str = "扫描0001.pdf", whole: Submission | None = None) -> PlacedScans:
	return place_scan(name, content, whole or submission())


def papers(result: PlacedScans) -> list[tuple[ScanOf, str, int]]:
	return [(each.of, each.county_code, page_count(each)) for each in result.scans]


def page_count(scan: StampedScan) -> int:
	return len(pypdfium2.PdfDocument(scan.content)) if scan.content.startswith(b"%PDF") else 1


# --- the code itself


def test_it_says_paper_county_year_and_text() -> None:
	code = parse_code(paper().code)
	assert code is not None
	assert (code.year, code.of, code.place) == (2024, ScanOf.SUMMARY, "341302")
	assert parse_code(case_book_paper(submission()).code).of is ScanOf.CASES
	assert parse_code(nominee_list_paper(submission()).code).place == "340000"


def test_another_text_has_another_version_and_the_same_text_the_same() -> None:
	assert paper().code == paper().code
	assert paper().code != paper(text="另一段").code
	assert paper().code[:-11] == paper(text="另一段").code[:-11]


def test_it_is_off_unless_the_province_wants_it() -> None:
	whole = make_submission()
	assert summary_paper(whole.cycle, whole.province, COUNTIES[0], whole.summaries[0]).code == ""
	assert case_book_paper(whole).code == nominee_list_paper(whole).code == ""


@pytest.mark.parametrize(
	"text",
	[
		"",
		"https://example.cn",
		"KEPU1/2024/S/341302",
		"KEPU2/2024/S/341302/0123456789",
		"KEPU1/2024/X/341302/0123456789",
	],
)
def test_somebody_elses_code_is_none(text: str) -> None:
	assert parse_code(text) is None


def test_a_code_reads_back() -> None:
	code = PaperCode(2031, ScanOf.NOMINEES, "660000", "0123456789")
	assert parse_code(code.to_text()) == code
	assert parse_code(with_code(paper(), 2024, ScanOf.SUMMARY, "34-1302 ").code).place == "341302"


# --- on paper and in Word


def test_every_page_has_it_as_outlines_in_the_inner_corner_of_the_foot() -> None:
	assert render_pdf(paper()) == printed()
	document = pypdfium2.PdfDocument(printed())
	assert len(document) > 2
	for number, page in enumerate(document):
		picture = page.render(scale=150 / 72).to_pil()
		(found,) = zxingcpp.read_barcodes(picture)
		assert found.text == paper().code
		across, down = (each * 25.4 / 150 for each in (found.position.top_left.x, found.position.top_left.y))
		left = 28 if number % 2 == 0 else 210 - 26 - 14
		assert (across, down) == pytest.approx((left, 297 - 12 - 14), abs=1)
	with pikepdf.open(io.BytesIO(printed())) as opened:
		kinds = [str(each.get("/Subtype")) for each in opened.objects if isinstance(each, pikepdf.Stream)]
	assert "/Image" not in kinds


def test_without_it_nothing_changes() -> None:
	assert b"kepu-image" not in render_pdf(replace(paper(), code=""))
	assert len(pypdfium2.PdfDocument(render_pdf(replace(paper(), code="")))) == len(
		pypdfium2.PdfDocument(printed())
	)


def test_word_has_it_in_odd_and_even_feet(tmp_path: Path) -> None:
	content = render_docx(paper())
	assert render_docx(paper()) == content
	office = shutil.which("soffice")
	if not office:
		pytest.skip("LibreOffice is not installed")
	(tmp_path / "a.docx").write_bytes(content)
	profile = f"-env:UserInstallation=file://{tmp_path}/profile"
	subprocess.run(
		[office, profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "a.docx"],
		check=True, capture_output=True, timeout=180,
	)  # fmt: skip
	pages = read_pages("a.pdf", (tmp_path / "a.pdf").read_bytes())
	assert len(pages) > 2
	assert {each.code and each.code.to_text() for each in pages} == {paper().code}


# --- scans


def test_many_papers_in_one_file_are_taken_apart() -> None:
	pages = [*pictures(printed(0)), *pictures(printed_cases()), *pictures(printed(1))]
	result = placed(scanned(*pages))
	counts = [len(pictures(each)) for each in (printed(0), printed_cases(), printed(1))]
	assert papers(result) == [
		(ScanOf.SUMMARY, "341302", counts[0]),
		(ScanOf.CASES, "", counts[1]),
		(ScanOf.SUMMARY, "340210", counts[2]),
	]
	assert result.remarks == ()
	assert placed(scanned(*pages)) == result


@pytest.mark.parametrize("angle", [90, 180, 270, 3, -4, 178])
def test_turned_pages_are_read_and_put_upright(angle: int) -> None:
	turned = [each.rotate(angle, expand=True, fillcolor=255) for each in pictures(printed())]
	result = placed(scanned(*turned))
	assert papers(result) == [(ScanOf.SUMMARY, "341302", len(turned))]
	upright = pypdfium2.PdfDocument(result.scans[0].content)[0].get_size()
	assert upright[1] > upright[0]
	assert [each.turn for each in read_pages("a", result.scans[0].content)] == [0] * len(turned)


@pytest.mark.parametrize(("resolution", "blur"), [(150, 0.8), (200, 1.0), (300, 1.5), (150, 0), (600, 2)])
def test_poor_and_fine_scans_are_read(resolution: int, blur: float) -> None:
	page = pictures(printed(), resolution)[0].filter(ImageFilter.GaussianBlur(blur))
	assert papers(placed(scanned(page, resolution=resolution))) == [(ScanOf.SUMMARY, "341302", 1)]


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("angle", [0, 90, 180])
def test_a_picture_is_placed_as_it_is(kind: str, angle: int) -> None:
	target = io.BytesIO()
	pictures(printed(1))[1].rotate(angle, expand=True).save(target, kind)
	result = placed(target.getvalue(), f"IMG_0001.{kind.lower()}")
	assert papers(result) == [(ScanOf.SUMMARY, "340210", 1)]
	assert result.scans[0].content == target.getvalue()


def test_a_stamp_over_a_part_of_it_is_borne() -> None:
	assert papers(placed(scanned(*map(stamped, pictures(printed()))))) == [
		(ScanOf.SUMMARY, "341302", len(pictures(printed())))
	]


def test_a_page_without_code_goes_with_its_neighbour_and_is_pointed_out() -> None:
	blank = Image.new("L", pictures(printed())[0].size, 255)
	first, second, *_others = pictures(printed())
	result = placed(scanned(blank, first, blank, second))
	assert papers(result) == [(ScanOf.SUMMARY, "341302", 4)]
	assert result.remarks == ("盖章件“扫描0001.pdf”第1、3页没有读到二维码，随相邻的页归入，请核对",)


def test_pages_that_got_mixed_up_are_sorted_by_paper() -> None:
	one, other = pictures(printed(0)), pictures(printed(1))
	result = placed(scanned(one[0], other[0], one[1], other[1]))
	assert papers(result) == [(ScanOf.SUMMARY, "341302", 2), (ScanOf.SUMMARY, "340210", 2)]


def test_a_scan_of_an_older_text_is_pointed_out() -> None:
	older = render_pdf(paper(text="上一稿的内容。"))
	result = placed(scanned(*pictures(older)), "埇桥区.pdf")
	last = len(pictures(older))
	assert papers(result) == [(ScanOf.SUMMARY, "341302", last)]
	assert result.remarks == (
		f"盖章件“埇桥区.pdf”第1-{last}页：埇桥区工作总结盖章的是旧文本，与现在的内容不一致，请重新打印、盖章",
	)


def test_a_name_that_says_otherwise_is_pointed_out() -> None:
	result = placed(printed(), "340210-湾沚区.pdf")
	assert papers(result)[0][:2] == (ScanOf.SUMMARY, "341302")
	assert "按二维码归入埇桥区工作总结，与文件名不一致" in result.remarks[0]


def test_a_whole_upright_file_is_kept_byte_for_byte() -> None:
	content = scanned(*pictures(printed()))
	assert placed(content).scans[0].content == content
	pages = read_pages("a", content)
	one = extract_pages("a", content, [0], pages)
	assert one == extract_pages("a", content, [0], pages) != content


def test_a_file_is_taken_apart_in_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
	content = scanned(*pictures(printed()))
	pages = read_pages("a", content, len(pictures(printed())))
	monkeypatch.setattr(pikepdf, "open", lambda *_arguments: pytest.fail("in this process"))
	assert extract_pages("a", content, [0], pages)
	with pytest.raises(InputError) as caught:
		extract_pages("坏.pdf", b"%PDF-1.7 nothing else", [0], pages)
	assert (caught.value.code, caught.value.place) == ("file.unreadable_content", "坏.pdf")


def test_without_codes_the_name_decides_and_says_so() -> None:
	bare = render_pdf(replace(paper(), code=""))
	result = placed(bare, "埇桥区.pdf")
	assert papers(result)[0][:2] == (ScanOf.SUMMARY, "341302")
	assert result.remarks == ("盖章件“埇桥区.pdf”没有读到二维码，按文件名归入",)
	with pytest.raises(InputError, match="看不出是哪一份材料"):
		placed(bare)


def test_codes_are_looked_for_where_a_name_tells_nothing() -> None:
	whole = replace(submission(), province=make_province())
	assert papers(placed(printed(), whole=whole))[0][:2] == (ScanOf.SUMMARY, "341302")


def test_a_folder_is_placed_as_a_whole(tmp_path: Path) -> None:
	(tmp_path / "全部.pdf").write_bytes(scanned(*pictures(printed(0)), *pictures(printed(1))))
	(tmp_path / "附件4.pdf").write_bytes(render_pdf(nominee_list_paper(submission())))
	(tmp_path / ".DS_Store").write_bytes(b"x")
	result = place_scans(tmp_path, submission())
	assert [each[:2] for each in papers(result)] == [
		(ScanOf.SUMMARY, "341302"),
		(ScanOf.SUMMARY, "340210"),
		(ScanOf.NOMINEES, ""),
	]


@pytest.mark.parametrize(
	("year", "of", "place", "reason"),
	[
		(2023, ScanOf.SUMMARY, "341302", "是2023年度的材料"),
		(2024, ScanOf.SUMMARY, "410304", "代码410304的工作总结，不在示范县名单中"),
		(2024, ScanOf.CASES, "410000", "代码410000的典型案例，不是安徽省的"),
	],
)
def test_a_paper_of_others_is_refused(year: int, of: ScanOf, place: str, reason: str) -> None:
	foreign = render_pdf(with_code(replace(paper(), code=""), year, of, place))
	with pytest.raises(InputError, match=reason) as caught:
		placed(foreign)
	assert caught.value.code == "scan.foreign"


@pytest.mark.parametrize("content", [b"%PDF-1.7\nx", b"\x89PNG\r\n\x1a\nx", b"%PDF-1.4\n%%EOF"])
def test_a_damaged_file_is_named(content: bytes) -> None:
	name = "扫描.pdf" if content.startswith(b"%PDF") else "扫描.png"
	with pytest.raises(InputError, match="扫描"):
		placed(content, name)
	with pytest.raises(InputError, match="已损坏"):
		read_pages(name, content)
