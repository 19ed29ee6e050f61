"""What is printed into our own Word files is read back as it was, whatever it says."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from docx import Document
from docx.shared import Pt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kepu_app.core.intake import Received, read_document, recognise
from kepu_app.core.model import SpeakerNominee, SummarySection, TypicalCase
from kepu_app.core.printing.paper_models import (
	SummaryPaper,
	case_book_paper,
	nominee_list_paper,
	summary_paper,
)
from kepu_app.core.report_text import heading_key
from kepu_app.core.word.finish import Paper
from kepu_app.core.word.render import render_docx, shipped_template
from tests.unit.factories import COUNTIES, make_cycle, make_submission, make_summary

CYCLE = make_cycle()
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])

_HAN = "科普工作全年举办活动覆盖各乡镇村社区群众满意示范县建设阵地队伍经费培训宣讲科技馆志愿服务农技校园"
_sentences = st.text(_HAN + "0123456789，、", min_size=4, max_size=60).map(
	lambda text: text.strip("，、0123456789") or "工作"
)
_leads = st.sampled_from(("", "", "（一）", "（二）", "1.", "（1）", "一是", "①"))
_paragraphs = st.builds(lambda lead, text: f"{lead}{text}。", _leads, _sentences)
_texts = st.lists(_paragraphs, min_size=1, max_size=4).map("\n".join)
_dates = st.dates(date(2024, 12, 1), date(2025, 12, 31))
_names = st.text("崔映荷甘向野江晚砚程晓岚", min_size=2, max_size=4)
_titles = st.text(_HAN, min_size=6, max_size=25)


def read_back(paper: Paper, template: bytes | None = None) -> Received:
	return recognise(read_document("来件.docx", render_docx(paper, template)), "来件.docx", CYCLE, COUNTIES)


@FEW
@given(
	st.lists(_texts, min_size=len(CYCLE.headings), max_size=len(CYCLE.headings)),
	_dates,
	st.sampled_from(COUNTIES),
)
def test_a_summary(texts: list[str], dated: date, county: object) -> None:
	sections = tuple(
		SummarySection(heading.text, text) for heading, text in zip(CYCLE.headings, texts, strict=True)
	)
	summary = make_summary(
		county.code, sections=sections, dated=dated, on_behalf_of=f"{county.name}科学技术协会"
	)
	submission = make_submission()
	found = read_back(summary_paper(CYCLE, submission.province, county, summary))
	assert found.county == county
	assert found.summary == replace(summary, assessments=())


_cases = st.builds(
	TypicalCase,
	county_code=st.sampled_from([each.code for each in COUNTIES]),
	topic=st.sampled_from([each.code for each in CYCLE.topics]),
	title=_titles,
	text=_texts,
).filter(lambda case: heading_key(case.text.split("\n")[0]) != heading_key(case.title))
"""A first line that says the title again is printed once."""


@FEW
@given(st.lists(_cases, min_size=1, max_size=5), _dates)
def test_the_cases_of_a_province(cases: list[TypicalCase], dated: date) -> None:
	submission = make_submission(cases=tuple(cases), dated=dated)
	found = read_back(case_book_paper(submission))
	assert (found.cases, found.dated) == (tuple(cases), dated)


_nominees = st.builds(
	SpeakerNominee,
	county_code=st.just("341302"),
	name=_names,
	sex=st.sampled_from("男女"),
	political_status=st.sampled_from(("中共党员", "群众", "无党派人士")),
	birth_month=st.dates(date(1960, 1, 1), date(2000, 12, 1)).map(lambda day: f"{day:%Y-%m}"),
	organisation=st.sampled_from(("埇桥区科学技术协会", "埇桥区农业农村局")),
	position=st.sampled_from(("副主席", "科普部部长", "高级农艺师")),
	phone=st.sampled_from(("13800138000", "0557-3021234")),
	reasons=st.lists(_sentences.map("{}。".format), min_size=1, max_size=3).map(tuple),
	bio=_texts.filter(lambda text: text[0] not in "崔甘江程"),
)


@FEW
@given(st.lists(_nominees, min_size=1, max_size=3, unique_by=lambda each: each.name))
def test_the_nominees_of_a_province(nominees: list[SpeakerNominee]) -> None:
	ranked = tuple(replace(each, rank=number) for number, each in enumerate(nominees, start=1))
	submission = make_submission(nominees=ranked)
	found = read_back(nominee_list_paper(submission))
	assert found.nominees == ranked
	assert found.contact == f"{submission.province.contact_name} {submission.province.contact_phone}"


def test_an_own_template(own_template: bytes) -> None:
	submission = make_submission()
	summary = submission.summaries[0]
	county = submission.county(summary.county_code)
	found = read_back(summary_paper(CYCLE, submission.province, county, summary), own_template)
	assert found.summary.sections == summary.sections


@pytest.fixture
def own_template() -> bytes:
	"""Provide the shipped template with a letterhead, another font and a frame, as provinces change it."""
	document = Document(str(shipped_template(SummaryPaper)))
	document.sections[0].header.paragraphs[0].text = "安徽省科学技术协会"
	for paragraph in document.paragraphs:
		for run in paragraph.runs:
			run.font.size = Pt(15)
	target = io.BytesIO()
	document.save(target)
	return target.getvalue()
