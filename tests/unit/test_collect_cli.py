"""``kepu collect``, ``kepu bundle FOLDER`` and ``kepu count FILE.docx`` as people call them."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import pty
import subprocess
import time
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document

from kepu_app.core.collecting import reading
from kepu_app.core.counter import count_text
from kepu_app.core.errors import WorkbookError
from kepu_app.core.intake import Page
from kepu_app.core.model import AnnualSummary, Submission
from kepu_app.core.office import OLE_CONTAINER
from kepu_app.core.printing.paper_models import case_book_paper, nominee_list_paper
from kepu_app.core.word import render_docx
from kepu_app.core.workbooks import read_receipts, read_workbook, write_workbook
from kepu_app.demo import received, word_styles
from kepu_app.demo.sample import load_sample
from tests.unit.command_line import KEPU, Run
from tests.unit.factories import COUNTIES, make_cycle, make_province, make_submission, make_summary

SAMPLE = load_sample()
WRITER = received.ReceivedSample(SAMPLE)


@pytest.fixture
def came(tmp_path: Path) -> Path:
	"""Provide a folder with the report of one county."""
	folder = tmp_path / "收到的文件"
	folder.mkdir()
	(folder / "肥西县总结.docx").write_bytes(report("340123"))
	return folder


def report(code: str) -> bytes:
	return received.plain(WRITER, WRITER.summaries[code])


def outcomes(said: SimpleNamespace) -> dict[str, str]:
	return {each["file"]: each["outcome"] for each in said.json["files"]}


def test_fills_a_new_workbook_and_lists_every_file(kepu: Run, came: Path, tmp_path: Path) -> None:
	said = kepu("collect", came, "-o", tmp_path / "新.xlsx", "--province", "安徽省")
	assert said.code == 0
	assert "肥西县总结.docx" in said.out
	assert "收入1" in said.out
	read = read_workbook(tmp_path / "新.xlsx", make_cycle())
	assert [each.county_code for each in read.submission.summaries] == ["340123"]
	(line,) = read_receipts(tmp_path / "新.xlsx")
	assert (line.kind, line.county, line.outcome) == ("工作总结", "340123 肥西县", "收入")
	assert line.words == count_text(WRITER.summaries["340123"].text).words


def test_province_from_the_name_of_the_workbook(kepu: Run, came: Path, tmp_path: Path) -> None:
	assert kepu("collect", came, "-o", tmp_path / "安徽省2024.xlsx").code == 0
	said = kepu("collect", came, "-o", tmp_path / "新.xlsx", "--json")
	assert (said.code, said.json["errors"][0]["code"]) == (2, "collect.province")
	said = kepu("collect", came, "-o", tmp_path / "新.xlsx", "--province", "徽", "--json")
	assert (said.code, said.json["errors"][0]["code"]) == (2, "province.unknown")
	said = kepu("collect", came, "-o", tmp_path / "安徽省2024.xlsx", "--province", "河南省", "--json")
	assert (said.code, said.json["errors"][0]["code"]) == (2, "collect.other_province")
	(came / "名单.xlsx").write_bytes(received.prepared_workbook())
	said = kepu("collect", came, "-o", tmp_path / "新.xlsx", "--province", "河南省", "--json")
	assert (said.code, said.json["errors"][0]["code"]) == (2, "collect.other_province")


def test_the_workbook_may_lie_among_what_came(kepu: Run, came: Path) -> None:
	for _ in range(2):
		said = kepu("collect", came, "-o", came / "安徽省.xlsx", "--json")
		assert outcomes(said) == {"肥西县总结.docx": "收入"}


def test_the_list_of_counties_may_come_with_the_files(kepu: Run, came: Path, tmp_path: Path) -> None:
	listed = Submission(make_cycle(), make_province(), COUNTIES)
	(came / "示范县名单.xlsx").write_bytes(write_workbook(make_cycle(), submission=listed))
	said = kepu("collect", came, "-o", tmp_path / "新.xlsx", "--json")
	assert outcomes(said)["示范县名单.xlsx"] == "不收入"
	assert sum(each["outcome"] == "没有来文件" for each in said.json["files"]) == len(COUNTIES) - 1


def test_a_county_that_is_not_in_the_list(kepu: Run, came: Path, tmp_path: Path) -> None:
	listed = Submission(make_cycle(), make_province(), COUNTIES[:1])
	(tmp_path / "安徽省.xlsx").write_bytes(write_workbook(make_cycle(), submission=listed))
	said = kepu("collect", came, "-o", tmp_path / "安徽省.xlsx", "--json")
	(line,) = [each for each in said.json["files"] if each["file"]]
	assert (said.code, line["outcome"], line["county"]) == (1, "未能归类", "340123")
	assert "不在示范县名单中" in line["remark"]
	assert read_workbook(tmp_path / "安徽省.xlsx", make_cycle()).submission.summaries == ()


def test_a_report_of_another_year_is_left_to_a_person(kepu: Run, came: Path, tmp_path: Path) -> None:
	document = Document()
	word_styles.add_title(document, "安徽省合肥市瑶海区", "2023年工作总结")
	for section in WRITER.summaries["340102"].sections:
		word_styles.add_body(document, section.heading, section.text)
	(came / "瑶海区.docx").write_bytes(word_styles.document_bytes(document))
	said = kepu("collect", came, "-o", tmp_path / "安徽省.xlsx", "--json")
	assert outcomes(said) == {"瑶海区.docx": "未能归类", "肥西县总结.docx": "收入"}
	assert "2023年，不是2024年" in said.out


def test_assessments_may_be_there_before_the_summaries(kepu: Run, came: Path, tmp_path: Path) -> None:
	path = tmp_path / "安徽省.xlsx"
	codes = ("340102", "340123")
	alone = tuple(AnnualSummary(code, assessments=WRITER.summaries[code].assessments) for code in codes)
	base = Submission(make_cycle(), make_province(), SAMPLE.counties, alone)
	path.write_bytes(write_workbook(make_cycle(), submission=base))
	for _ in range(2):
		assert kepu("collect", came, "-o", path).code == 0
	read = read_workbook(path, make_cycle(), assessments_first=True).submission
	found = {each.county_code: each for each in read.summaries}
	assert found["340123"] == WRITER.summaries["340123"]
	assert found["340102"].assessments == WRITER.summaries["340102"].assessments
	assert not any(each.text for each in found["340102"].sections)
	with pytest.raises(WorkbookError, match="没有相应的一行"):
		read_workbook(path, make_cycle())


def docm() -> bytes:
	"""Return a document with macros."""
	target = io.BytesIO()
	with ZipFile(io.BytesIO(report("340123"))) as source, ZipFile(target, "w") as archive:
		for name in source.namelist():
			part = source.read(name)
			if name == "[Content_Types].xml":
				part = part.replace(
					b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
					b"application/vnd.ms-word.document.macroEnabled.main+xml",
				)
			archive.writestr(name, part)
		archive.writestr("word/vbaProject.bin", b"x")
	return target.getvalue()


def nested() -> bytes:
	"""Return a document of 100,000 elements, each inside the other."""
	target = io.BytesIO()
	with ZipFile(io.BytesIO(report("340123"))) as source, ZipFile(target, "w") as archive:
		for name in source.namelist():
			part = source.read(name)
			if name == "word/document.xml":
				depth = 100_000
				part = part.replace(b"<w:body>", b"<w:body>" + b"<w:sdt>" * depth + b"</w:sdt>" * depth)
			archive.writestr(name, part)
	return target.getvalue()


def bomb() -> bytes:
	target = io.BytesIO()
	with ZipFile(target, "w", ZIP_DEFLATED) as archive:
		archive.writestr("[Content_Types].xml", b" " * (40 << 20))
	return target.getvalue()


def test_what_cannot_be_read_stops_nothing_but_itself(kepu: Run, came: Path, tmp_path: Path) -> None:
	hostile = {
		"坏.docx": report("340102")[:5000],
		"文本.docx": "瑶海区".encode("gbk") * 50,
		"加密.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 40,
		"宏.docm": docm(),
		"改名.docx": docm() + b"\0",
		"嵌套.docx": nested(),
		"炸弹.docx": bomb(),
		"空.docx": b"",
		"坏.zip": b"PK\x03\x04",
		"图.png": word_styles.picture(20, 20),
		"程序.exe": b"MZ\x90\0" * 100,
	}
	for name, content in hostile.items():
		(came / name).write_bytes(content)
	said = kepu("collect", came, "-o", tmp_path / "安徽省.xlsx", "--json")
	found = outcomes(said)
	assert said.code == 1
	assert found.pop("肥西县总结.docx") == "收入"
	assert found.keys() == hostile.keys()
	assert set(found.values()) <= {"没有读取", "未能归类"}
	assert all(each["remark"] for each in said.json["files"] if each["outcome"] == "没有读取")


def test_every_paper_of_a_file_is_taken_and_has_its_line(kepu: Run, came: Path, tmp_path: Path) -> None:
	file = came / "肥西县总结.docx"
	document = Document(str(file))
	case = next(each for each in SAMPLE.cases)
	for line in ("附件3", "典型案例", f"一、肥西县（{SAMPLE.cycle.topics[0].name}）", case.title, case.text):
		document.add_paragraph(line)
	document.save(str(file))
	said = kepu("collect", came, "-o", tmp_path / "安徽省.xlsx", "--json")
	assert [
		(each["kind"], each["county"], each["outcome"]) for each in said.json["files"] if each["file"]
	] == [
		("工作总结", "340123 肥西县", "收入"),
		("典型案例", "340123 肥西县", "收入"),
	]
	held = read_workbook(tmp_path / "安徽省.xlsx", SAMPLE.cycle).submission
	assert [each.text for each in held.cases] == [case.text]
	assert held.summaries[0].sections == WRITER.summaries["340123"].sections
	assert outcomes(kepu("collect", came, "-o", tmp_path / "安徽省.xlsx", "--json")) == {file.name: "收入"}


def test_a_gap_in_a_reader_stops_nothing_but_its_file(
	kepu: Run, came: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
	(came / "怪.doc").write_bytes(OLE_CONTAINER)

	def trip(name: str, data: bytes) -> Page:
		raise KeyError("w:p")

	monkeypatch.setattr(reading, "read_document", trip)
	said = kepu("collect", came, "-o", tmp_path / "安徽省.xlsx", "--json")
	assert outcomes(said) == {"怪.doc": "没有读取", "肥西县总结.docx": "收入"}
	assert "KeyError" in next(each["remark"] for each in said.json["files"] if each["file"] == "怪.doc")


def test_papers_of_the_province(kepu: Run, tmp_path: Path) -> None:
	folder = tmp_path / "省"
	folder.mkdir()
	(folder / "附件3.docx").write_bytes(render_docx(case_book_paper(SAMPLE)))
	(folder / "附件4.docx").write_bytes(render_docx(nominee_list_paper(SAMPLE)))
	(tmp_path / "安徽省.xlsx").write_bytes(received.prepared_workbook())
	said = kepu("collect", folder, "-o", tmp_path / "安徽省.xlsx", "--json")
	assert said.code == 0
	found = read_workbook(tmp_path / "安徽省.xlsx", SAMPLE.cycle).submission
	assert (found.cases, found.nominees) == (SAMPLE.cases, SAMPLE.nominees)


def test_bar_on_a_terminal(came: Path, tmp_path: Path) -> None:
	master, slave = pty.openpty()
	process = subprocess.Popen(
		[*KEPU, "collect", came, "-o", tmp_path / "安徽省.xlsx"],
		stdout=subprocess.DEVNULL,
		stderr=slave,
		env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
	)
	os.close(slave)
	shown = b""
	with contextlib.suppress(OSError):
		while piece := os.read(master, 4096):
			shown += piece
	assert process.wait() == 0
	assert "正在收件".encode() in shown
	assert b"1/1" in shown


def test_a_file_that_takes_too_much_memory_ends_only_its_child(kepu: Run, came: Path, tmp_path: Path) -> None:
	with ZipFile(came / "炸弹.docx", "w", ZIP_DEFLATED) as archive:
		with ZipFile(io.BytesIO(report("340123"))) as source:
			for name in source.namelist():
				archive.writestr(name, source.read(name))
		for number in range(9):
			archive.writestr(f"word/part{number}.xml", bytes(30 << 20))
	said = kepu("collect", came, "-o", tmp_path / "安徽省.xlsx", "--json")
	assert outcomes(said) == {"炸弹.docx": "没有读取", "肥西县总结.docx": "收入"}
	assert "内存超过上限" in said.out


def test_the_same_bytes_under_another_name(kepu: Run, came: Path, tmp_path: Path) -> None:
	(came / "副本.docx").write_bytes(report("340123"))
	said = kepu("collect", came, "-o", tmp_path / "安徽省.xlsx", "--json")
	assert sorted(outcomes(said).values()) == ["收入", "重复文件"]


def test_what_was_typed_since_stays(kepu: Run, came: Path, tmp_path: Path) -> None:
	path = tmp_path / "安徽省.xlsx"
	kepu("collect", came, "-o", path)
	read = read_workbook(path, make_cycle()).submission
	typed = make_summary("340123", on_behalf_of="肥西县人民政府")
	changed = Submission(read.cycle, read.province, read.counties, (typed,))
	path.write_bytes(write_workbook(read.cycle, submission=changed, receipts=read_receipts(path)))
	said = kepu("collect", came, "-o", path, "--replace", "--json")
	assert outcomes(said) == {"肥西县总结.docx": "保留工作簿"}
	assert read_workbook(path, make_cycle()).submission.summaries == (typed,)


def test_scans_go_where_bundle_finds_them(kepu: Run, came: Path, tmp_path: Path) -> None:
	(came / "肥西县工作总结盖章.pdf").write_bytes(word_styles.scanned_page())
	said = kepu("collect", came, "-o", tmp_path / "安徽省.xlsx", "--json")
	assert outcomes(said)["肥西县工作总结盖章.pdf"] == "盖章件"
	assert said.json["scans"] == str(tmp_path / "安徽省-盖章件")
	assert [path.name for path in (tmp_path / "安徽省-盖章件").iterdir()] == ["340123-肥西县-盖章件.pdf"]


def test_bundle_takes_a_folder(kepu: Run, came: Path, tmp_path: Path) -> None:
	listed = make_submission(counties=(), summaries=(), cases=(), nominees=())
	(came / "安徽省.xlsx").write_bytes(
		write_workbook(
			make_cycle(), submission=Submission(listed.cycle, listed.province, (SAMPLE.counties[1],))
		)
	)
	(came / "肥西县工作总结盖章.pdf").write_bytes(word_styles.scanned_page())
	said = kepu("bundle", came, "-o", tmp_path / "报送", "--json")
	assert said.code == 0
	assert said.json["counts"]["summaries"] == 1
	assert said.json["counts"]["scans"] == 1
	assert (tmp_path / "报送/收到的文件.xlsx").exists()
	assert said.json["collected"]["outcomes"] == {"收入": 1, "盖章件": 1, "不收入": 1}
	again = kepu("bundle", came, "-o", tmp_path / "报送", "--json")
	assert again.json["sha256"] == said.json["sha256"]


def test_bundle_refuses_while_a_file_needs_a_person(kepu: Run, came: Path, tmp_path: Path) -> None:
	(came / "不知道是什么.docx").write_bytes(word_styles.document_bytes(Document()))
	said = kepu("bundle", came, "-o", tmp_path / "报送", "--province", "安徽省")
	assert said.code == 1
	assert "不知道是什么" in said.out
	assert "没有生成汇总材料" in said.out


def test_count_of_a_word_file(kepu: Run, came: Path) -> None:
	said = kepu("count", came / "肥西县总结.docx", "--json")
	text = report_text(came / "肥西县总结.docx")
	assert said.json["words"] == count_text(text).words
	assert kepu("count", came / "没有.docx").code == 2


def report_text(path: Path) -> str:
	return "\n".join(each.text for each in Document(str(path)).paragraphs)


def test_nothing_came(kepu: Run, tmp_path: Path) -> None:
	(tmp_path / "空").mkdir()
	said = kepu("collect", tmp_path / "空", "-o", tmp_path / "安徽省.xlsx")
	assert said.code == 0
	assert "没有文件" in said.out
	assert kepu("collect", tmp_path / "无", "-o", tmp_path / "安徽省.xlsx").code == 2


@pytest.mark.slow
@pytest.mark.usefixtures("children_unmeasured")
def test_a_hundred_files_in_twenty_seconds(
	kepu: Run, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
	"""In seconds of one processor, since others may be busy with something else."""
	folder = tmp_path / "收到的文件"
	folder.mkdir()
	texts = [received.plain(WRITER, each) for each in WRITER.summaries.values()]
	for number in range(100):
		more = bytes([number]) if number >= len(texts) else b""
		(folder / f"{number}.docx").write_bytes(texts[number % len(texts)] + more)
	caplog.set_level(logging.DEBUG, logger="kepu_app.core.sandbox.client")
	started = time.process_time()
	assert kepu("collect", folder, "-o", tmp_path / "安徽省.xlsx").code == 0
	used = time.process_time() - started
	children = [each.usage for each in caplog.records if hasattr(each, "usage")]
	assert len(children) == 100
	assert used + sum(each.seconds for each in children) < 20
	assert max(each.memory for each in children) < 200 << 20
