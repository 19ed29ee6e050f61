"""What a file is, whose, and what goes where: reports as counties really write them."""

from __future__ import annotations

import pytest

from kepu_app.core.intake import ReceivedKind, page_of_text, read_document, recognise
from kepu_app.core.intake.nominees import split_duty
from kepu_app.core.model import County
from tests.unit.factories import make_cycle
from tests.unit.intake_files import paragraph, word_file

YONGQIAO = County("341302", "埇桥区", "宿州市")
DANGSHAN = County("341321", "砀山县", "宿州市")
XIAO = County("341322", "萧县", "宿州市")
FEIXI = County("340123", "肥西县", "合肥市")
GULOU_1, GULOU_2 = County("410204", "鼓楼区", "开封市"), County("350102", "鼓楼区", "福州市")
COUNTIES = (YONGQIAO, DANGSHAN, XIAO, FEIXI, GULOU_1, GULOU_2)
CYCLE = make_cycle()
H1, H2, H3, H4 = (each.text for each in CYCLE.headings)
BODY = "全年举办科普活动五十二场，覆盖全区各乡镇。"


def received(text: str, name: str = "来件.txt", kind: ReceivedKind | None = None):
	return recognise(page_of_text(name, text), name, CYCLE, COUNTIES, kind)


def report(*lines: str) -> str:
	return "\n".join(lines)


FULL = report(
	"安徽省宿州市埇桥区2024年工作总结",
	"按照《关于组织报送2024年工作总结的通知》有关要求，现将2024年工作总结报送如下。",
	H1,
	BODY,
	H2,
	"（一）主要做法",
	BODY,
	H3,
	"经费不足。",
	H4,
	"加强培训。",
	"埇桥区科学技术协会",
	"2025年1月6日",
)


class TestSummary:
	def test_the_template_filled_in(self) -> None:
		found = received(FULL)
		assert (found.kind, found.county, found.title) == (
			ReceivedKind.SUMMARY,
			YONGQIAO,
			"安徽省宿州市埇桥区2024年工作总结",
		)
		assert [(each.heading, each.text) for each in found.summary.sections] == [
			(H1, BODY), (H2, f"（一）主要做法\n{BODY}"), (H3, "经费不足。"), (H4, "加强培训。"),
		]  # fmt: skip
		assert (found.summary.on_behalf_of, str(found.dated)) == ("埇桥区科学技术协会", "2025-01-06")
		assert not found.notes

	@pytest.mark.parametrize(
		"heading",
		[
			H1,
			H1.replace("一、", "1、"),
			H1.replace("一、", "（一）"),
			H1.replace("一、", "第一部分 "),
			H1.replace("一、", ""),
			H1 + "：",
			H1 + "。",
			" ".join(H1),
			H1.replace("一、", "一."),
		],
	)
	def test_headings_with_other_numbers_and_signs(self, heading: str) -> None:
		found = received(FULL.replace(H1, heading))
		assert [each.heading for each in found.summary.sections] == [H1, H2, H3, H4]

	def test_headings_of_its_own_are_kept(self) -> None:
		text = report(
			"埇桥区2024年科普工作总结",
			"一、强化组织领导",
			BODY,
			"二、突出重点人群",
			BODY,
			"三、下一步打算",
			BODY,
		)
		found = received(text)
		assert [each.heading for each in found.summary.sections] == [
			"一、强化组织领导",
			"二、突出重点人群",
			"三、下一步打算",
		]

	def test_一_inside_of_parts_without_numbers_is_no_part(self) -> None:
		bare = [each.replace(each[:2], "", 1) for each in (H1, H2, H3, H4)]
		text = report(
			"埇桥区2024年工作总结",
			bare[0],
			BODY,
			bare[1],
			"一、抓队伍",
			BODY,
			"二、抓阵地",
			BODY,
			bare[2],
			BODY,
			bare[3],
			BODY,
		)
		assert [each.heading for each in received(text).summary.sections] == [H1, H2, H3, H4]

	@pytest.mark.parametrize(
		"line",
		["一、二、三产业融合发展，带动科普惠农。", "一、二年级学生全部参加。", "一是抓队伍，二是抓阵地。"],
	)
	def test_lists_of_numerals_are_text(self, line: str) -> None:
		found = received(FULL.replace("经费不足。", line))
		assert [each.heading for each in found.summary.sections] == [H1, H2, H3, H4]
		assert found.summary.sections[2].text == line

	def test_text_before_the_first_heading_is_not_lost(self) -> None:
		found = received(FULL.replace(H1, f"2024年是极不平凡的一年。\n{H1}", 1))
		assert found.summary.sections[0].text.startswith("2024年是极不平凡的一年。\n")
		assert any("第一个标题之前" in note for note in found.notes)

	def test_a_text_without_any_heading(self) -> None:
		found = received(report("埇桥区2024年工作总结", *([BODY] * 10)))
		assert [each.heading for each in found.summary.sections] == [H1]
		assert any("没有找到各部分的标题" in note for note in found.notes)

	def test_a_missing_part_is_said(self) -> None:
		found = received(FULL.replace(f"{H3}\n经费不足。\n", ""))
		assert any(H3 in note for note in found.notes)

	def test_last_year_s_report_is_pointed_out(self) -> None:
		assert any(
			"2023年" in note for note in received(FULL.replace("2024年工作总结", "2023年工作总结", 1)).notes
		)

	@pytest.mark.parametrize(
		"date", ["2025年1月6日", "2025.1.6", "2025-01-06", "二〇二五年一月六日", "二○二五年一月六日"]
	)
	def test_dates_as_people_write_them(self, date: str) -> None:
		assert str(received(FULL.replace("2025年1月6日", date)).dated) == "2025-01-06"

	def test_a_title_over_several_lines(self) -> None:
		text = FULL.replace(
			"安徽省宿州市埇桥区2024年工作总结",
			"安徽省宿州市埇桥区\n2024年全国科普示范县（市、区）\n工作总结",
			1,
		)
		found = received(text)
		assert found.county == YONGQIAO
		assert found.summary.sections[0].text == BODY

	def test_a_signature_in_a_text_box(self) -> None:
		box = "<w:r><w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict></w:r>"
		lines = FULL.split("\n")
		body = "".join(paragraph(line) for line in lines[:-2])
		body += paragraph(box.format("".join(paragraph(line) for line in lines[-2:])))
		found = recognise(read_document("a.docx", word_file(body)), "a.docx", CYCLE, COUNTIES)
		assert (found.summary.on_behalf_of, str(found.dated)) == ("埇桥区科学技术协会", "2025-01-06")
		assert found.summary.sections[-1].text == "加强培训。"

	def test_headings_by_style_alone(self) -> None:
		style = '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'
		body = paragraph("埇桥区2024年工作总结") + "".join(
			paragraph(text, '<w:pStyle w:val="1"/>') + paragraph(BODY) for text in ("组织领导", "主要成效")
		)
		found = recognise(read_document("a.docx", word_file(body, styles=style)), "a.docx", CYCLE, COUNTIES)
		assert [each.heading for each in found.summary.sections] == ["组织领导", "主要成效"]

	def test_nothing_is_lost(self) -> None:
		"""Each line is in the content, in what was left out, or is the frame that the template prints."""
		found = received(FULL)
		kept = found.summary.text + found.summary.on_behalf_of + "".join(found.left_out) + found.title
		for line in FULL.split("\n"):
			assert line in kept or line == "2025年1月6日" or "现将" in line, line


class TestWhose:
	@pytest.mark.parametrize(
		("name", "county"),
		[
			("341302总结.docx", YONGQIAO),
			("埇桥区.docx", YONGQIAO),
			("埇桥科协2024总结.docx", YONGQIAO),
			("宿州市/埇桥区/总结.docx", YONGQIAO),
			("宿州市萧县.docx", XIAO),
			("开封市鼓楼区.docx", GULOU_1),
			("福州市/鼓楼区.docx", None),
			("总结（最终版）.docx", None),
		],
	)
	def test_by_the_name_of_the_file_and_its_folders(self, name: str, county: County | None) -> None:
		text = FULL.replace("安徽省宿州市埇桥区", "").replace("埇桥区科学技术协会", "县科学技术协会")
		found = received(text, name)
		assert found.county == county or (
			name.startswith("福州市") and list(found.candidates) == [GULOU_1, GULOU_2]
		)

	def test_the_title_goes_before_the_name_of_the_file(self) -> None:
		assert received(FULL, "肥西县.docx").county == YONGQIAO

	def test_two_counties_are_candidates(self) -> None:
		text = FULL.replace("安徽省宿州市埇桥区", "埇桥区、砀山县").replace("埇桥区科学技术协会", "")
		found = received(text)
		assert (found.county, [each.code for each in found.candidates]) == (
			None,
			[YONGQIAO.code, DANGSHAN.code],
		)


CASES = report(
	"附件3",
	"安徽省2024年典型案例",
	"一、埇桥区（科普资源建设）",
	"麦田里的科学课",
	BODY,
	"一是抓课程。",
	"二、肥西县（科普阵地建设）",
	"家门口的科技馆",
	BODY,
	"安徽省科学技术协会",
	"2025年2月17日",
)


class TestCases:
	def test_the_province_s_paper(self) -> None:
		found = received(CASES)
		assert found.kind is ReceivedKind.CASES
		assert [(each.county_code, each.topic, each.title, each.text) for each in found.cases] == [
			("341302", "resources", "麦田里的科学课", f"{BODY}\n一是抓课程。"),
			("340123", "venues", "家门口的科技馆", BODY),
		]

	def test_a_single_case_of_a_county(self) -> None:
		found = received(
			report("麦田里的科学课", "专题：科普资源建设", "埇桥区是农业大区。" + BODY, BODY),
			"埇桥区典型案例.docx",
			ReceivedKind.CASES,
		)
		(case,) = found.cases
		assert (case.county_code, case.topic, case.title) == ("341302", "resources", "麦田里的科学课")
		assert found.county == YONGQIAO

	def test_a_case_whose_topic_nobody_says(self) -> None:
		found = received(report("麦田里的科学课", BODY, BODY), "埇桥区典型案例.docx", ReceivedKind.CASES)
		assert any("专题" in note for note in found.notes)

	@pytest.mark.parametrize(
		"heading",
		["一、埇桥区（科普资源建设）", "1.宿州市埇桥区(科普资源建设)", "埇桥区（科普资源建设专题）"],
	)
	def test_headings_of_a_case(self, heading: str) -> None:
		assert (
			received(CASES.replace("一、埇桥区（科普资源建设）", heading).replace("1.", "一、"))
			.cases[0]
			.topic
			== "resources"
		)


def grid(*rows: tuple[str, ...]) -> str:
	cells = (
		"".join(f"<w:tc>{''.join(map(paragraph, cell.split(chr(10))))}</w:tc>" for cell in row)
		for row in rows
	)
	return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


HEAD = (
	"序\n号",
	"姓\n名",
	"性别",
	"政治\n面貌",
	"出生年月",
	"工作单位及\n职务",
	"联系方式",
	"推荐理由\n（简要描述）",
)
PERSON = (
	"1",
	"崔 映",
	"女",
	"中共党员",
	"1978年11月",
	"埇桥区科学技术协会副主席",
	"15405570218",
	"1.政治素质过硬。2.经验丰富。3.善于表达。",
)


def people(body: str, name: str = "附件4.docx"):
	return recognise(read_document(name, word_file(body)), name, CYCLE, COUNTIES)


class TestNominees:
	def test_the_table_and_the_bios_below_it(self) -> None:
		body = (
			paragraph("宣讲团人选建议名单")
			+ paragraph("单位名称：安徽省科协（盖章）联系人及联系方式：程晓岚 0551-29620317")
			+ grid(HEAD, PERSON)
		)
		body += (
			paragraph("个人工作简介")
			+ paragraph("1. 崔映")
			+ paragraph("从事科普二十年。")
			+ paragraph("曾获表彰。")
		)
		found = people(body)
		(person,) = found.nominees
		assert found.kind is ReceivedKind.NOMINEES
		assert (person.name, person.birth_month, person.organisation, person.position) == (
			"崔映",
			"1978-11",
			"埇桥区科学技术协会",
			"副主席",
		)
		assert person.reasons == ("政治素质过硬。", "经验丰富。", "善于表达。")
		assert person.bio == "从事科普二十年。\n曾获表彰。"
		assert (person.county_code, found.contact) == ("341302", "程晓岚 0551-29620317")

	def test_a_form_for_one_person(self) -> None:
		body = grid(
			("姓名", "崔映荷", "性别", "女"),
			("出生年月", "1978.11", "政治面貌", "中共党员"),
			("工作单位", "埇桥区科协", "职务", "副主席"),
			("联系电话", "15405570218", "", ""),
			("推荐理由", "政治素质过硬。"),
			("个人简介", "从事科普二十年。"),
		)
		(person,) = people(body).nominees
		assert (person.name, person.sex, person.birth_month, person.phone) == (
			"崔映荷",
			"女",
			"1978-11",
			"15405570218",
		)
		assert (person.reasons, person.bio) == (("政治素质过硬。",), "从事科普二十年。")

	def test_a_head_of_two_rows(self) -> None:
		body = grid(
			("姓名", "性别", "出生年月", "推荐信息", ""),
			("", "", "", "联系方式", "推荐理由"),
			("崔映荷", "女", "1978年11月", "15405570218", "善于表达。"),
		)
		(person,) = people(body).nominees
		assert (person.phone, person.reasons) == ("15405570218", ("善于表达。",))

	def test_a_row_that_a_page_break_cut_in_two(self) -> None:
		body = grid(HEAD, PERSON, ("", "", "", "", "", "", "", "4.热心公益。"))
		assert people(body).nominees[0].reasons[-1] == "热心公益。"

	@pytest.mark.parametrize(
		("cell", "expected"),
		[
			("1.政治过硬。2.经验丰富。3.善于表达。", ("政治过硬。", "经验丰富。", "善于表达。")),
			("1. 政治过硬。\n2. 经验丰富。", ("政治过硬。", "经验丰富。")),
			("政治过硬。\n经验丰富。", ("政治过硬。", "经验丰富。")),
			("1、参加活动3.5万人次。2、经验丰富。", ("参加活动3.5万人次。", "经验丰富。")),
		],
	)
	def test_reasons_in_one_cell(self, cell: str, expected: tuple[str, ...]) -> None:
		assert people(grid(HEAD, (*PERSON[:-1], cell))).nominees[0].reasons == expected

	@pytest.mark.parametrize(
		("duty", "expected"),
		[
			("埇桥区科学技术协会副主席", ("埇桥区科学技术协会", "副主席")),
			("金寨县科学技术协会科普部部长", ("金寨县科学技术协会", "科普部部长")),
			("歙县中学 高级教师", ("歙县中学", "高级教师")),
			("萧县农业农村局高级农艺师", ("萧县农业农村局", "高级农艺师")),
			("肥西县科协\n副主席", ("肥西县科协", "副主席")),
			("自由职业", ("自由职业", "")),
		],
	)
	def test_where_an_organisation_ends(self, duty: str, expected: tuple[str, str]) -> None:
		assert split_duty(duty) == expected


class TestKind:
	@pytest.mark.parametrize(
		("text", "name", "kind"),
		[
			(BODY * 20, "埇桥区总结.txt", ReceivedKind.SUMMARY),
			(BODY * 20, "埇桥区案例.txt", ReceivedKind.CASES),
			("请查收附件。", "报送函.txt", ReceivedKind.UNKNOWN),
			("请查收总结。", "埇桥区总结.txt", ReceivedKind.UNKNOWN),
		],
	)
	def test_content_first_then_the_name(self, text: str, name: str, kind: ReceivedKind) -> None:
		assert received(text, name).kind is kind

	def test_a_picture_is_a_scan(self) -> None:
		found = recognise(
			read_document("341302-埇桥区.jpg", b"\xff\xd8\xff" + b"0" * 100),
			"341302-埇桥区.jpg",
			CYCLE,
			COUNTIES,
		)
		assert (found.kind, found.county, found.scan_of) == (
			ReceivedKind.SCAN,
			YONGQIAO,
			ReceivedKind.SUMMARY,
		)

	@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
	def test_text_files_in_every_usual_encoding(self, encoding: str) -> None:
		page = read_document("埇桥区.txt", FULL.encode(encoding))
		assert recognise(page, "埇桥区.txt", CYCLE, COUNTIES).summary.sections[0].text == BODY
