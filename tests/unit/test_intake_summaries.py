"""Summaries as counties write them: titles, headings with the text behind them, signatures, what is left in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kepu_app.core.intake import Received, ReceivedKind, page_of_text, recognise
from kepu_app.core.model import County
from tests.unit.factories import make_cycle

YONGQIAO = County("341302", "埇桥区", "宿州市")
COUNTIES = (YONGQIAO, County("341321", "砀山县", "宿州市"))
CYCLE = make_cycle()
H1, H2, H3, H4 = (each.text for each in CYCLE.headings)
BODY = "全年举办科普活动五十二场，覆盖全区各乡镇。"
OPENING = "按照《关于组织报送2024年工作总结的通知》有关要求，现将2024年工作总结报送如下。"
OWN = ("一、强化组织领导", BODY, "二、突出重点人群", BODY)


def received(*lines: str, name: str = "来件.txt") -> Received:
	return recognise(page_of_text(name, "\n".join(lines)), name, CYCLE, COUNTIES)


def sections(found: Received) -> list[tuple[str, str]]:
	return [(each.heading, each.text) for each in found.summary.sections]


class TestTitle:
	@pytest.mark.parametrize(
		"title",
		[
			"埇桥区2024年工作总结",
			"关于埇桥区2024年度科普工作情况的报告",
			"埇桥区2024年科普工作情况汇报",
			"埇桥区2024年科普工作情况",
			"埇桥区科协2024年工作总结及2025年工作计划",
			"埇桥区创建全国科普示范区工作汇报",
			"关于埇桥区2024年度科普工作总结的报告",
			"埇桥区2024年全民科学素质工作总结（送审稿）",
			"科技引领\n——埇桥区2024年科普工作总结",
		],
	)
	def test_titles_of_reports(self, title: str) -> None:
		found = received(title, *OWN)
		assert (found.kind, found.title) == (ReceivedKind.SUMMARY, "".join(title.split("\n")))
		assert [heading for heading, _text in sections(found)] == [OWN[0], OWN[2]]

	@pytest.mark.parametrize("title", ["关于报送2024年工作情况的报告", "关于推荐2024年典型的工作情况报告"])
	def test_a_letter_is_no_report(self, title: str) -> None:
		assert received(title, "现将材料报上，请审阅。").kind is ReceivedKind.UNKNOWN

	def test_a_date_and_an_office_below_the_title(self) -> None:
		found = received("埇桥区2024年工作总结", "埇桥区科学技术协会", "（2025年1月6日）", *OWN)
		assert (found.summary.on_behalf_of, str(found.dated)) == ("埇桥区科学技术协会", "2025-01-06")
		assert sections(found)[0] == (OWN[0], BODY)

	def test_what_the_template_prints_and_people_leave_in(self) -> None:
		remark = "备注：以上内容可根据工作情况调整，不超过3000字。"
		found = received("附件2", "埇桥区2024年工作总结", "（模板）", OPENING, *OWN, remark, "目　录")
		assert sections(found) == [(OWN[0], BODY), (OWN[2], BODY)]
		assert {"附件2", "（模板）", remark, "目　录"} <= set(found.left_out)


class TestHeadings:
	@pytest.mark.parametrize("sign", ["。", "："])
	def test_a_heading_of_the_cycle_with_its_text_in_one_line(self, sign: str) -> None:
		text = "经费不足，基层专职人员偏少。各乡镇普遍反映队伍不稳定，需要进一步加强。"
		found = received(
			"埇桥区2024年工作总结", H1, BODY, H2, BODY, f"{H3}{sign}{text}", "还有不足。", H4, BODY
		)
		assert sections(found)[2] == (H3, f"{text}\n还有不足。")
		assert [each.found_as for each in found.parts] == [H1, H2, H3, H4]

	def test_headings_of_its_own_with_their_text_in_one_line(self) -> None:
		found = received("埇桥区2024年工作总结", f"一、强化领导。{BODY}", BODY, f"二、突出重点：{BODY}")
		assert sections(found) == [("一、强化领导", f"{BODY}\n{BODY}"), ("二、突出重点", BODY)]

	def test_a_list_inside_of_a_part_is_text_even_where_it_reaches_the_next_number(self) -> None:
		inner = [
			f"{number}、抓{what}。{BODY}"
			for number, what in zip("一二三", ("队伍", "阵地", "活动"), strict=True)
		]
		found = received(
			"埇桥区2024年工作总结", "一、组织领导", BODY, "二、主要做法", *inner, "三、打算", BODY
		)
		assert [heading for heading, _text in sections(found)] == ["一、组织领导", "二、主要做法", "三、打算"]
		assert sections(found)[1][1] == "\n".join(inner)

	@pytest.mark.parametrize(
		"line", ["一、二、三产业融合发展：带动科普惠农。", "三、四年级学生全部参加。活动效果好。"]
	)
	def test_lists_of_numerals_begin_no_part(self, line: str) -> None:
		found = received("埇桥区2024年工作总结", *OWN, line)
		assert sections(found)[-1] == (OWN[2], f"{BODY}\n{line}")

	def test_a_case_in_the_same_file_is_pointed_out(self) -> None:
		found = received("埇桥区2024年工作总结", *OWN, "典型案例", "麦田里的科学课", BODY)
		assert any("典型案例" in note for note in found.notes)

	def test_an_office_with_its_seal_makes_no_case_of_a_report(self) -> None:
		found = received("埇桥区2024年工作总结", *OWN, "埇桥区科学技术协会（盖章）", "2025年1月6日")
		assert (found.kind, found.summary.on_behalf_of) == (ReceivedKind.SUMMARY, "埇桥区科学技术协会")


OFFICE, DAY = "埇桥区科学技术协会", "2025年1月6日"


class TestEnding:
	@pytest.mark.parametrize(
		"lines",
		[
			(OFFICE, DAY),
			(f"{OFFICE}（盖章）", "二〇二五年一月六日"),
			(f"{OFFICE}　　{DAY}",),
			(f"{OFFICE} 2025 年 1 月 6 日",),
			(DAY, OFFICE),
			(f"报送单位：{OFFICE}", f"报送时间：{DAY}"),
			(OFFICE, "二○二五年元月六日"),
			(OFFICE, DAY, "（联系人：程晓岚，电话：0557-3021234）"),
			(OFFICE, DAY, "附件：1.活动照片", "2.获奖证书"),
			(OFFICE, DAY, "抄送：宿州市科协"),
		],
	)
	def test_who_signs_and_when(self, lines: tuple[str, ...]) -> None:
		found = received("埇桥区2024年工作总结", *OWN, *lines)
		assert (found.summary.on_behalf_of, str(found.dated)) == (OFFICE, "2025-01-06")
		assert sections(found)[-1] == (OWN[2], BODY)
		assert all(line in found.left_out for line in lines[2:])

	def test_two_offices_that_sign_together(self) -> None:
		found = received("埇桥区2024年工作总结", *OWN, "埇桥区人民政府", OFFICE, DAY)
		assert found.summary.on_behalf_of == f"埇桥区人民政府、{OFFICE}"

	@pytest.mark.parametrize("day", ["2025年1月", "2025年xx月xx日", "二〇二五年一月"])
	def test_a_date_that_is_not_complete_is_asked_for(self, day: str) -> None:
		found = received("埇桥区2024年工作总结", *OWN, OFFICE, day)
		assert (found.summary.on_behalf_of, found.dated) == (OFFICE, None)
		assert day in found.left_out
		assert any(day in note for note in found.notes)

	@pytest.mark.parametrize(
		"last", ["附件见电子邮件。", "联系人制度全面建立。", "荣获2024年全国科普示范县", "截至2025年1月6日"]
	)
	def test_without_a_signature_the_last_line_is_text(self, last: str) -> None:
		assert sections(received("埇桥区2024年工作总结", *OWN, last))[-1][1].endswith(last)


_lines = st.lists(
	st.one_of(
		st.sampled_from(
			(
				*(
					H1,
					H2,
					H3,
					H4,
					H3[2:],
					f"{H4}。{BODY}",
					"一、强化领导",
					f"二、突出重点。{BODY}",
					"（一）抓队伍",
				),
				*(
					OPENING,
					BODY,
					"附件2",
					"（模板）",
					"目　录",
					"附件：1.活动照片",
					"联系人：程晓岚",
					"一、二、三产业融合。",
				),
				*(
					OFFICE,
					DAY,
					"2025年1月",
					f"{OFFICE} {DAY}",
					f"{OFFICE}（盖章）",
					"安徽省科协：",
					"特此报告。",
				),
				*(
					"埇桥区2024年工作总结",
					"典型案例",
					"一、埇桥区（科普资源建设）",
					"专题：科普资源建设",
					"宣讲团人选建议名单",
				),
			)
		),
		st.text("科普工作全年举办活动一二三、（）。：，1.", min_size=1, max_size=30),
	),
	min_size=1,
	max_size=14,
)


@settings(max_examples=400, deadline=None)
@given(_lines, st.sampled_from((ReceivedKind.SUMMARY, ReceivedKind.CASES)))
def test_no_line_is_lost(lines: list[str], kind: ReceivedKind) -> None:
	"""Whatever stands in a file is in the content, in its frame, or in the list of what was left out."""
	page = page_of_text("来件.txt", "\n".join(lines))
	found = recognise(page, "来件.txt", CYCLE, COUNTIES, kind)
	kept = _bare("".join(_everything(found)))
	for line in lines:
		assert all(piece in kept for piece in _pieces(line)), (line, found)


def _everything(found: Received) -> list[str]:
	summary = found.summary
	texts = [*found.left_out, *found.notes, found.title, *(part.found_as for part in found.parts)]
	texts += [summary.text, summary.on_behalf_of] if summary else []
	texts += [f"{each.county_code}{each.topic}{each.title}{each.text}" for each in found.cases]
	texts += ["2025年1月6日", "（盖章）"] if found.dated or "落款" in "".join(texts) else ["（盖章）"]
	texts += [f"{each.name}{each.code}" for each in CYCLE.topics] if found.cases else []
	return texts + ([county.name for county in COUNTIES] if found.cases else [])


def _pieces(line: str) -> list[str]:
	"""Return what of a line has to be somewhere: its clauses, each without its signs."""
	if line == OPENING:
		return []
	clauses = "".join(sign if sign not in "，。；：:、（）.— " else "\n" for sign in line)
	return [_bare(each) for each in clauses.split("\n") if _bare(each) not in _COUNTED]


_COUNTED = ("", *"一二三四五六七八九十1", "专题")
"""Numbers of headings, which the template prints by itself, and the label of a field."""


def _bare(text: str) -> str:
	return "".join(sign for sign in text if sign not in "，。；：:、（）.— \u3000\n\t")
