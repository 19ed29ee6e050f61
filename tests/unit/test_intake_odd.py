"""Files as offices really send them: forms, typed tables of contents, official letters, people side by side."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH

from kepu_app.core.intake import Received, ReceivedKind, read_document, recognise_all
from tests.unit.test_intake_office import needs_office, saved_as
from tests.unit.test_intake_recognise import BODY, COUNTIES, CYCLE, H1, H2, H3, H4

HEADINGS = [H1, H2, H3, H4]
TITLE = "宿州市埇桥区2024年工作总结"
TOPIC = CYCLE.topics[0]
Row = tuple[str, ...]


def file_of(tmp_path: Path, *lines: str | list[Row], centred: int = 0) -> Path:
	"""Return a Word file of lines and tables; the first so many lines are centred."""
	document = Document()
	for line in lines:
		if isinstance(line, str):
			document.add_paragraph(line)
			continue
		table = document.add_table(len(line), len(line[0]))
		for cells, row in zip(table.rows, line, strict=True):
			for cell, text in zip(cells.cells, row, strict=True):
				cell.text = text
	for paragraph in document.paragraphs[:centred]:
		paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
	path = tmp_path / "来件.docx"
	document.save(str(path))
	return path


def read(path: Path) -> Received:
	(found,) = recognise_all(read_document(path.name, path.read_bytes()), path.name, CYCLE, COUNTIES)
	return found


def parts(found: Received) -> list[tuple[str, str]]:
	return [(each.heading, each.text) for each in found.summary.sections]


EXPECTED = [(heading, BODY) for heading in HEADINGS]
REPORT = [line for heading in HEADINGS for line in (heading, BODY)]


def test_a_report_in_a_form_with_the_headings_on_the_left(tmp_path: Path) -> None:
	found = read(
		file_of(tmp_path, TITLE, [(heading, BODY) for heading in HEADINGS], "埇桥区科协", "2025年1月6日")
	)
	assert parts(found) == EXPECTED
	assert found.summary.on_behalf_of == "埇桥区科协"


@pytest.mark.parametrize("dots", ["\t", "……", "......", "　　　"])
def test_a_table_of_contents_that_was_typed_is_left_out(tmp_path: Path, dots: str) -> None:
	contents = [f"{heading}{dots}{page}" for page, heading in enumerate(HEADINGS, start=1)]
	found = read(file_of(tmp_path, TITLE, "目　录", *contents, *REPORT))
	assert parts(found) == EXPECTED
	assert {each.split(dots)[0].strip() for each in found.left_out} >= set(HEADINGS)


def test_an_official_letter(tmp_path: Path) -> None:
	head = (
		"宿州市埇桥区科学技术协会文件",
		"埇科协〔2025〕3号",
		"埇桥区科协关于2024年度科普示范区",
		"工作情况的报告",
	)
	end = ("埇桥区科学技术协会", "2025年1月6日", "抄送：区政府办公室。")
	found = read(file_of(tmp_path, *head, "宿州市科协：", *REPORT, *end, centred=4))
	assert parts(found) == EXPECTED
	assert found.title == "埇桥区科协关于2024年度科普示范区工作情况的报告"
	assert {"主送：宿州市科协", head[0], head[1], end[-1]} <= set(found.left_out)
	assert not found.notes


def test_office_and_day_with_points_in_one_line(tmp_path: Path) -> None:
	found = read(file_of(tmp_path, TITLE, *REPORT, "　　　　埇桥区科协　　2025.1.6"))
	assert (found.summary.on_behalf_of, str(found.dated)) == ("埇桥区科协", "2025-01-06")
	assert parts(found) == EXPECTED


PEOPLE = [
	("姓名", "程远帆", "韩静"),
	("性别", "男", "女"),
	("政治面貌", "群众", "中共党员"),
	("出生年月", "1980.05", "1979.11"),
	("工作单位及职务", "埇桥区科协 主任", "砀山县科协 副主席"),
	("联系方式", "15500000001", "15500000002"),
	("推荐理由", "1.讲得好。\n2.肯吃苦。", "经验丰富。"),
	("个人工作简介", "从事科普十年。", "从事科普八年。"),
]


def test_people_side_by_side(tmp_path: Path) -> None:
	found = read(file_of(tmp_path, "推荐人选登记表", PEOPLE))
	assert found.kind is ReceivedKind.NOMINEES
	assert [(each.name, each.county_code, each.reasons, each.bio) for each in found.nominees] == [
		("程远帆", "341302", ("讲得好。", "肯吃苦。"), "从事科普十年。"),
		("韩静", "341321", ("经验丰富。",), "从事科普八年。"),
	]


def test_a_case_in_a_form_of_labels(tmp_path: Path) -> None:
	labels = (
		"申报单位：埇桥区科协",
		f"专题：{TOPIC.name}",
		"案例名称：一座馆点亮一座城",
		"联系电话：0557-1234567",
	)
	found = read(file_of(tmp_path, "全国科普示范县典型案例", *labels, BODY * 3))
	(case,) = found.cases
	assert (case.county_code, case.topic, case.title, case.text) == (
		"341302",
		TOPIC.code,
		"一座馆点亮一座城",
		BODY * 3,
	)


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["odt", "rtf"])
def test_the_same_through_libreoffice(tmp_path: Path, suffix: str) -> None:
	head = ("宿州市埇桥区科学技术协会文件", "埇科协〔2025〕3号", TITLE)
	path = file_of(tmp_path, *head, "宿州市科协：", [(heading, BODY) for heading in HEADINGS], centred=3)
	other = tmp_path / f"来件.{suffix}"
	other.write_bytes(saved_as(path.read_bytes(), tmp_path, suffix))
	assert parts(read(other)) == EXPECTED
