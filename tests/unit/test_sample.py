"""The sample data reads like real reports, keeps to the rules, and repeats nothing."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from kepu_app.core.breaches import Severity
from kepu_app.core.counter import count_text
from kepu_app.core.defaults import divisions
from kepu_app.core.errors import InputError
from kepu_app.core.model import Submission
from kepu_app.core.rules import check_submission
from kepu_app.core.rules.telephones import is_telephone
from kepu_app.core.workbooks import write_workbook
from kepu_app.demo import sample

ANHUI, HENAN, HUBEI = "安徽省", "河南省", "湖北省"
NINGXIA, HAINAN, QINGHAI = "宁夏回族自治区", "海南省", "青海省"
READY = [ANHUI, NINGXIA, HAINAN, QINGHAI]
RARE_NAMES = {"埇桥区", "湾沚区", "浉河区", "瀍河回族区", "猇亭区", "硚口区"}
UNFINISHED = {
	HENAN: {"410181", "410225", "410783"},
	HUBEI: {"421083", "421123", "429021"},
}
UNMET = {
	"瑶海区": {10},
	"肥西县": set(),
	"湾沚区": set(),
	"八公山区": {4, 7, 10},
	"和县": set(),
	"宿松县": {5, 10},
	"歙县": {10},
	"天长市": set(),
	"颍上县": set(),
	"埇桥区": set(),
	"砀山县": {11},
	"金寨县": set(),
}


@pytest.fixture(scope="module")
def submissions() -> dict[str, Submission]:
	return {province: sample.load_sample(province) for province in sample.sample_provinces()}


@pytest.fixture(scope="module")
def anhui(submissions: dict[str, Submission]) -> Submission:
	return submissions[ANHUI]


@pytest.fixture(scope="module")
def texts(submissions: dict[str, Submission]) -> dict[str, str]:
	"""Every prose text of every province by the name of its place."""
	return {place: text for each in submissions.values() for place, text in prose_of(each)}


def prose_of(submission: Submission) -> list[tuple[str, str]]:
	province = submission.province.name
	prose = [
		(f"{province}工作总结{summary.county_code}", "\n".join(each.text for each in summary.sections))
		for summary in submission.summaries
	]
	prose += [(f"{province}案例{each.order}", f"{each.title}\n{each.text}") for each in submission.cases]
	prose += [
		(f"{province}人选{each.rank}", "\n".join((*each.reasons, each.bio))) for each in submission.nominees
	]
	return prose + [(f"{province}原因{each.county_code}", each.reason) for each in submission.missing]


def finished_summaries(submission: Submission) -> list[str]:
	left_out = UNFINISHED.get(submission.province.name, set())
	return [each.text for each in submission.summaries if each.county_code not in left_out]


def test_the_finished_province_comes_first() -> None:
	assert sample.sample_provinces() == (ANHUI, NINGXIA, HENAN, HAINAN, HUBEI, QINGHAI)


@pytest.mark.parametrize("province", READY)
def test_what_is_ready_has_no_breach(submissions: dict[str, Submission], province: str) -> None:
	assert check_submission(submissions[province]) == []


@pytest.mark.parametrize("province", [HENAN, HUBEI])
def test_breaches_are_only_in_what_is_unfinished(submissions: dict[str, Submission], province: str) -> None:
	submission = submissions[province]
	names = {submission.county(code).name for code in UNFINISHED[province]}
	breaches = check_submission(submission)
	errors = [each for each in breaches if each.severity is Severity.ERROR]
	assert {each.code for each in errors} <= {
		"county.missing_without_reason",
		"summary.blank",
		"summary.section_missing",
	}
	assert {name for each in breaches for name in names if name in each.place.label} == names
	assert all(any(name in each.place.label for name in names) for each in breaches)


def test_sizes_are_those_asked_for(submissions: dict[str, Submission]) -> None:
	sizes = {
		name: (len(each.counties), len(finished_summaries(each)), len(each.cases), len(each.nominees))
		for name, each in submissions.items()
	}
	assert sizes == {
		ANHUI: (13, 12, 5, 3),
		HENAN: (6, 3, 3, 3),
		HUBEI: (6, 3, 3, 2),
		**dict.fromkeys((NINGXIA, HAINAN, QINGHAI), (2, 2, 2, 2)),
	}


def test_summaries_of_the_finished_sample_are_full_length(anhui: Submission) -> None:
	counts = [count_text(text).words for text in finished_summaries(anhui)]
	assert all(2000 <= count <= 3000 for count in counts), counts


@pytest.mark.parametrize("province", [HENAN, HUBEI, NINGXIA, HAINAN, QINGHAI])
def test_other_finished_summaries_are_long_too(submissions: dict[str, Submission], province: str) -> None:
	counts = [count_text(text).words for text in finished_summaries(submissions[province])]
	assert all(1500 <= count <= 2800 for count in counts), counts


@pytest.mark.parametrize("province", READY)
def test_finished_cases_and_bios_use_what_they_may(submissions: dict[str, Submission], province: str) -> None:
	cases = [count_text(each.text).words for each in submissions[province].cases]
	bios = [count_text(each.bio).words for each in submissions[province].nominees]
	assert all(420 <= count <= 490 for count in cases), cases
	assert all(150 <= count <= 195 for count in bios), bios


@pytest.mark.parametrize("province", READY)
def test_the_province_dates_its_papers_after_its_counties(
	submissions: dict[str, Submission], province: str
) -> None:
	submission = submissions[province]
	last = max(each.dated for each in submission.summaries)
	assert last < submission.dated <= submission.cycle.national_deadline


def test_five_topics_come_from_five_counties(anhui: Submission) -> None:
	assert [each.topic for each in anhui.cases] == [each.code for each in anhui.cycle.topics]
	assert len({each.county_code for each in anhui.cases}) == 5


def test_nominees_have_three_or_four_reasons(submissions: dict[str, Submission]) -> None:
	reasons = [len(nominee.reasons) for each in submissions.values() for nominee in each.nominees]
	assert set(reasons) == {3, 4}


def test_unmet_criteria_are_told(anhui: Submission) -> None:
	criteria = {each.number: each for each in anhui.cycle.standard.criteria}
	unmet = {
		anhui.county(summary.county_code).name: {
			each.criterion
			for each in summary.assessments
			if each.is_met(criteria[each.criterion]) is not True
		}
		for summary in anhui.summaries
	}
	assert unmet == UNMET


def test_figures_of_the_self_assessment_stand_in_the_text(submissions: dict[str, Submission]) -> None:
	"""Of criteria 6, 7 and 9: what the county says of itself, in figures and in words."""
	for submission in submissions.values():
		for summary in submission.summaries:
			values = {code: value for each in summary.assessments for code, value in each.values.items()}
			told = [f"{values[code]}" for code in ("6.2", "7.1", "7.2", "9.1") if code in values]
			missing = [value for value in told if not stands_in(value, summary.text)]
			assert not missing, (summary.county_code, missing)


def stands_in(figure: str, text: str) -> bool:
	bare = re.escape(figure.removesuffix(".0"))
	return re.search(rf"(?<![\d.]){bare}(?![\d.])", text) is not None


def test_dates_lie_between_notice_and_county_deadline(submissions: dict[str, Submission]) -> None:
	for province, submission in submissions.items():
		deadline = sample.load_collection(province).county_deadline
		dates = [each.dated for each in submission.summaries if each.dated]
		assert all(date(2025, 1, 20) <= each <= min(deadline, date(2025, 2, 14)) for each in dates)
		assert deadline < submission.cycle.national_deadline


def test_only_henan_collects_through_its_cities() -> None:
	through = {name: sample.load_collection(name).through_cities for name in sample.sample_provinces()}
	assert {name for name, is_through in through.items() if is_through} == {HENAN}


def test_rare_counties_are_there(submissions: dict[str, Submission]) -> None:
	names = {county.name for each in submissions.values() for county in each.counties}
	assert names >= RARE_NAMES


def test_codes_names_and_cities_are_those_of_the_national_list(submissions: dict[str, Submission]) -> None:
	for each in submissions.values():
		for county in each.counties:
			division = divisions()[county.code]
			assert (division.name, division.city, division.current) == (county.name, county.city, True)


def test_telephone_numbers_are_possible_and_nobodys_twice(submissions: dict[str, Submission]) -> None:
	people = [nominee for each in submissions.values() for nominee in each.nominees]
	phones = [each.phone for each in people] + [each.province.contact_phone for each in submissions.values()]
	assert all(is_telephone(phone) for phone in phones)
	assert len(set(phones)) == len(phones)


def test_mobile_numbers_belong_to_no_operator(submissions: dict[str, Submission]) -> None:
	people = [nominee for each in submissions.values() for nominee in each.nominees]
	assert {each.phone[:3] for each in people} == {"154"}


def test_no_paragraph_is_repeated(texts: dict[str, str]) -> None:
	paragraphs = Counter(line for text in texts.values() for line in text.splitlines())
	assert [line for line, times in paragraphs.items() if times > 1] == []


def test_no_sentence_is_repeated_within_a_kind(texts: dict[str, str]) -> None:
	"""Summaries, and cases with bios, each among themselves: a case may retell its county's summary."""
	for is_summary in (True, False):
		sentences = Counter(
			sentence.strip()
			for place, text in texts.items()
			if ("工作总结" in place) is is_summary
			for sentence in re.split(r"[。；：\n]", text)
			if len(sentence.strip()) >= 12
		)
		assert [each for each, times in sentences.items() if times > 1] == []


def test_texts_of_different_counties_share_little(texts: dict[str, str]) -> None:
	"""No template with changed names: of two texts at most a hundredth of the ten-character runs."""
	runs = {place: {text[n : n + 10] for n in range(len(text) - 9)} for place, text in texts.items()}
	places = [place for place in runs if "工作总结" in place]
	alike = [
		(one, other, len(runs[one] & runs[other]))
		for number, one in enumerate(places)
		for other in places[:number]
		if len(runs[one] & runs[other]) > len(runs[one]) / 100
	]
	assert alike == []


def test_nothing_of_a_template_is_left(texts: dict[str, str]) -> None:
	placeholder = re.compile(r"[xX×Ｘ]{2}|某[县市区某]|……|待补|TODO|\?\?|＿|_{2}")
	assert {place: found[0] for place, text in texts.items() if (found := placeholder.search(text))} == {}


def test_punctuation_is_chinese(texts: dict[str, str]) -> None:
	"""Half-width marks stand only in numbers (3.5, 85%) and behind the number of a level (1.)."""
	western = re.compile(r"[,;:!?()\[\]<>\"'`~]|(?<!\d)\.|\.(?!\d)")
	found = {}
	for place, text in texts.items():
		lines = [re.sub(r"^\d{1,2}\.(?!\d)", "", line) for line in text.splitlines()]
		marks = western.findall("\n".join(lines))
		if marks:
			found[place] = marks
	assert found == {}


def test_quotation_marks_and_brackets_pair(texts: dict[str, str]) -> None:
	for place, text in texts.items():
		for line in text.splitlines():
			for opening, closing in ("“”", "‘’", "《》", "（）"):
				assert line.count(opening) == line.count(closing), (place, line)


def test_lines_end_with_a_full_stop_or_are_headings(texts: dict[str, str]) -> None:
	for place, text in texts.items():
		body = text.splitlines()[1:] if "案例" in place else text.splitlines()
		open_ended = [line for line in body if not line.endswith(("。", "：", "？", "”")) and len(line) > 40]
		assert open_ended == [], place


def test_every_character_is_in_the_two_byte_part_of_gb18030(texts: dict[str, str]) -> None:
	"""GBK: what every official font has; the four-byte part holds all of Unicode, so it says nothing."""
	for place, text in texts.items():
		outside = {each for each in text if not encodes_in_gbk(each)}
		assert outside == set(), place


def encodes_in_gbk(character: str) -> bool:
	try:
		character.encode("gbk")
	except UnicodeEncodeError:
		return False
	return True


def test_unknown_province_is_named_in_the_error() -> None:
	with pytest.raises(InputError, match="没有“山东省”的示例数据，现有：安徽省、宁夏回族自治区、河南省"):
		sample.load_sample("山东省")


def test_shipped_workbook_holds_every_text_of_the_sample(anhui: Submission) -> None:
	cells = cell_values(sample.workbook_path().read_bytes())
	wanted = {each.text for summary in anhui.summaries for each in summary.sections}
	wanted |= {text for case in anhui.cases for text in (case.title, case.text)}
	wanted |= {text for each in anhui.nominees for text in (each.name, each.phone, each.bio, *each.reasons)}
	wanted |= {each.reason for each in anhui.missing}
	assert wanted - cells == set()


def test_command_writes_the_workbook(anhui: Submission, tmp_path, monkeypatch, capsys) -> None:
	monkeypatch.setattr(sample, "workbook_path", lambda: tmp_path / "工作簿.xlsx")
	sample.main()
	expected = write_workbook(anhui.cycle, submission=anhui, scoring=sample.load_scoring())
	assert (tmp_path / "工作簿.xlsx").read_bytes() == expected
	assert capsys.readouterr().out == "已生成 工作簿.xlsx：13个示范县，12份工作总结。\n"


def test_only_the_finished_province_has_an_assessment() -> None:
	scoring = sample.load_scoring()
	assert len(scoring.assessors) == 7
	with pytest.raises(InputError, match="没有综合评估的示例数据"):
		sample.load_scoring(HENAN)


def cell_values(workbook: bytes) -> set[object]:
	book = load_workbook(BytesIO(workbook))
	return {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
