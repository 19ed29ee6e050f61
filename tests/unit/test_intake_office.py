"""The same report through LibreOffice: .doc, .odt and .rtf, and a .docx that another program has written."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from kepu_app.core.errors import InputError
from kepu_app.core.intake import convert, read_document, recognise
from kepu_app.core.intake.convert import office_program
from kepu_app.core.printing.paper_models import nominee_list_paper, summary_paper
from kepu_app.core.word.render import render_docx
from tests.unit.factories import COUNTIES, make_cycle, make_submission
from tests.unit.intake_files import definition, item, level, number, paragraph, run, word_file

CYCLE = make_cycle()
needs_office = pytest.mark.skipif(
	office_program() is None,
	reason="LibreOffice (soffice) is not installed: .doc, .odt and .rtf were not read",
)

NUMBERED = (
	definition(
		level(0, "chineseCounting", "%1、")
		+ level(1, "chineseCounting", "（%2）")
		+ level(2, "decimal", "%3.")
	)
	+ number()
)
BODY = (
	paragraph("埇桥区2024年工作总结")
	+ item("强化组织领导")
	+ item("健全机制", level=1)
	+ paragraph(
		run("全年举办")
		+ "<w:del><w:r><w:delText>五十</w:delText></w:r></w:del>"
		+ f"<w:ins>{run('六十')}</w:ins>"
		+ run("场。")
	)
	+ item("加大投入", level=1)
	+ item("经费纳入预算。", level=2)
	+ item("突出重点人群")
	+ f"<w:tbl><w:tr><w:tc>{paragraph('讲座')}</w:tc><w:tc>{paragraph('52')}</w:tc></w:tr></w:tbl>"
	+ paragraph("埇桥区科学技术协会")
	+ paragraph("2025年1月6日")
)
EXPECTED = [
	"埇桥区2024年工作总结",
	"一、强化组织领导",
	"（一）健全机制",
	"全年举办六十场。",
	"（二）加大投入",
	"1.经费纳入预算。",
	"二、突出重点人群",
	"讲座　52",
	"埇桥区科学技术协会",
	"2025年1月6日",
]


def saved_as(data: bytes, folder: Path, suffix: str) -> bytes:
	"""Return the file as LibreOffice saves it in another format."""
	source = folder / "source.docx"
	source.write_bytes(data)
	profile = f"-env:UserInstallation=file://{folder}/profile"
	command = [
		office_program(),
		profile,
		"--headless",
		"--convert-to",
		suffix,
		"--outdir",
		str(folder),
		str(source),
	]
	subprocess.run(command, check=True, capture_output=True, timeout=120)
	return (folder / f"source.{suffix}").read_bytes()


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["doc", "odt"])
def test_a_report_in_another_format_reads_the_same(suffix: str, tmp_path: Path) -> None:
	data = saved_as(word_file(BODY, numbering=NUMBERED), tmp_path, suffix)
	page = read_document(f"总结.{suffix}", data)
	assert page.converted_from == suffix.upper()
	assert [line.text for line in page.lines()] == EXPECTED


@needs_office
@pytest.mark.slow
def test_our_own_papers_come_back_through_libreoffice(tmp_path: Path) -> None:
	submission = make_submission()
	summary = submission.summaries[0]
	county = submission.county(summary.county_code)
	for paper, suffix in (
		(summary_paper(CYCLE, submission.province, county, summary), "odt"),
		(nominee_list_paper(submission), "doc"),
	):
		data = saved_as(render_docx(paper), tmp_path, suffix)
		found = recognise(read_document(f"来件.{suffix}", data), f"来件.{suffix}", CYCLE, COUNTIES)
		if found.summary:
			assert found.summary.sections == summary.sections
		else:
			assert [each.name for each in found.nominees] == [each.name for each in submission.nominees]


@needs_office
@pytest.mark.slow
def test_a_damaged_old_file_is_refused_by_its_name() -> None:
	data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000
	with pytest.raises(InputError, match=r"“总结\.doc”"):
		read_document("总结.doc", data)


def test_without_libreoffice_an_old_file_says_how_to_save_it(monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(convert, "office_program", lambda: None)
	with pytest.raises(InputError, match="另存为"):
		read_document("总结.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)


def test_a_hundred_reports_are_read_in_a_few_seconds() -> None:
	lines = "".join(
		paragraph("全年举办科普活动五十二场，覆盖全区各乡镇，群众满意度高。" * 4) for _ in range(28)
	)
	data = word_file(paragraph("埇桥区2024年工作总结") + lines)
	before = time.process_time()
	for _ in range(100):
		recognise(read_document("总结.docx", data), "总结.docx", CYCLE, COUNTIES)
	assert time.process_time() - before < 10
