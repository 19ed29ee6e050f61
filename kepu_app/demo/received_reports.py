"""The sample's reports as Word files, each in another office's style."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from docx.document import Document as WordDocument

from kepu_app.core.model import AnnualSummary, County, SpeakerNominee, Submission, TypicalCase
from kepu_app.core.printing.paper_models import full_place, nominee_list_paper, printed_date, summary_paper
from kepu_app.core.printing.prose import chinese_number
from kepu_app.core.word import render_docx
from kepu_app.demo import word_styles as word

OLD_VERSION = "宿州市/埇桥区2024年工作总结（初稿）.docx"
_OWN_HEADINGS = (
	"一、高位推动，健全科普工作机制",
	"二、聚焦航空，打造科普特色品牌",
	"三、对照标准查找不足",
	"四、下步工作打算和建议",
)
_HEAD = ("姓名", "性别", "政治面貌", "出生年月", "工作单位及职务", "联系方式", "推荐理由\n（简要描述）")


class ReceivedSample:
	"""The sample, looked up by county."""

	def __init__(self, sample: Submission) -> None:
		self.sample = sample
		self.summaries = {each.county_code: each for each in sample.summaries}
		self.cases = {each.county_code: each for each in sample.cases}
		self.nominees = {each.county_code: each for each in sample.nominees}

	def county(self, code: str) -> County:
		found = self.sample.county(code)
		assert found is not None
		return found

	def place(self, code: str) -> str:
		return full_place(self.sample.province, self.county(code))

	@property
	def opening(self) -> str:
		cycle = self.sample.cycle
		return f"按照《{cycle.short_notice_title}》有关要求，现将{cycle.year}年工作总结报送如下。"


_Writer = Callable[[ReceivedSample, AnnualSummary], bytes]
_Files = Iterator[tuple[str, bytes]]


def summary_files(province: ReceivedSample) -> _Files:
	writers: dict[str, tuple[str, _Writer]] = {
		"340102": ("合肥市/瑶海区-2024年工作总结.docx", _by_template),
		"340123": ("合肥市/肥西县/2024年全国科普示范县工作总结.docx", _numbered),
		"340210": ("湾沚区2024年科普工作总结（政府）.docx", _with_own_headings),
		"340405": ("淮南八公山区总结.docx", _with_table_and_picture),
		"340523": ("马鞍山和县工作总结2.docx", _with_changes),
		"340826": ("宿松.docx", _with_line_breaks),
		"341021": ("黄山市歙县2024年工作总结.docx", _with_heading_styles),
		"341302": ("宿州市/埇桥区2024年工作总结（定稿）.docx", plain),
		"341321": ("宿州市/341321.docx", _without_title),
		"341524": ("金寨县科普总结.docx", _with_arabic_headings),
	}
	for code, (name, write) in writers.items():
		yield name, write(province, province.summaries[code])
	yield OLD_VERSION, _old_version(province, province.summaries["341302"])


def _by_template(province: ReceivedSample, summary: AnnualSummary) -> bytes:
	"""Return Attachment 2, filled in unchanged."""
	sample = province.sample
	return render_docx(
		summary_paper(sample.cycle, sample.province, province.county(summary.county_code), summary)
	)


def plain(province: ReceivedSample, summary: AnnualSummary) -> bytes:
	document = _begun(province, summary)
	for section in summary.sections:
		word.add_body(document, section.heading, *section.text.split("\n"))
	return _signed(document, summary)


def _old_version(province: ReceivedSample, summary: AnnualSummary) -> bytes:
	"""Return a draft three weeks older, without the last part."""
	return plain(province, replace(summary, sections=summary.sections[:3], dated=date(2025, 1, 2)))


def _numbered(province: ReceivedSample, summary: AnnualSummary) -> bytes:
	"""Return a report with Word's own numbering for 一、（一）and 1.: the text has none."""
	document = _begun(province, summary)
	word.add_numbering(document)
	for section in summary.sections:
		word.add_numbered(document, 0, section.heading.partition("、")[2])
		counts = [0, 0, 0]
		for line in section.text.split("\n"):
			level = _counted_level(line, counts)
			if level:
				word.add_numbered(document, level, line.partition("）" if level == 1 else ".")[2])
			else:
				word.add_body(document, line)
	return _signed(document, summary)


def _counted_level(line: str, counts: list[int]) -> int:
	"""Return 1 or 2 if the line has the number that Word would count, else 0."""
	if line.startswith(f"（{chinese_number(counts[1] + 1)}）"):
		counts[1:] = [counts[1] + 1, 0]
		return 1
	if line.startswith(f"{counts[2] + 1}."):
		counts[2] += 1
		return 2
	return 0


def _with_own_headings(province: ReceivedSample, summary: AnnualSummary) -> bytes:
	"""Return a report with headings of its own, signed in a text box."""
	document = word.new_document()
	word.add_title(document, province.place(summary.county_code), "2024年全国科普示范区工作总结")
	for heading, section in zip(_OWN_HEADINGS, summary.sections, strict=True):
		word.add_body(document, heading, *section.text.split("\n"))
	word.add_text_box(document, summary.on_behalf_of, printed_date(summary.dated))
	return word.document_bytes(document)


def _with_table_and_picture(province: ReceivedSample, summary: AnnualSummary) -> bytes:
	document = _begun(province, summary)
	for position, section in enumerate(summary.sections):
		word.add_body(document, section.heading, *section.text.split("\n"))
		if position == 1:
			word.add_table(document, (("活动", "场次"), ("煤矿安全科普", "26"), ("豆制品科普", "18")))
			word.add_picture(document, "图1  科普进社区")
	return _signed(document, summary)


def _with_changes(province: ReceivedSample, summary: AnnualSummary) -> bytes:
	"""Return a report whose last changes are tracked and not yet accepted."""
	document = _begun(province, summary)
	for section in summary.sections:
		word.add_body(document, section.heading)
		for line in section.text.split("\n"):
			half = len(line) // 2
			word.add_changed(document, line[:half], "（此处待核）", line[half : half + 4], line[half + 4 :])
	return _signed(document, summary)


def _with_line_breaks(province: ReceivedSample, summary: AnnualSummary) -> bytes:
	"""Return a report with Shift+Enter instead of Enter, as pasted from a web page."""
	document = _begun(province, summary)
	for section in summary.sections:
		word.add_lines(document, [section.heading, *section.text.split("\n")])
	return _signed(document, summary)


def _with_heading_styles(province: ReceivedSample, summary: AnnualSummary) -> bytes:
	"""Return a report with headings by style, unnumbered, and the date in Chinese numbers."""
	document = _begun(province, summary)
	for section in summary.sections:
		document.add_heading(section.heading.partition("、")[2], 1)
		word.add_body(document, *section.text.split("\n"))
	word.add_signature(document, f"{summary.on_behalf_of}（盖章）", "二〇二五年一月二十二日")
	return word.document_bytes(document)


def _without_title(province: ReceivedSample, summary: AnnualSummary) -> bytes:
	"""Return the text alone; only the file name identifies the county."""
	document = word.new_document()
	for section in summary.sections:
		word.add_body(document, section.heading, *section.text.split("\n"))
	return _signed(document, summary)


def _with_arabic_headings(province: ReceivedSample, summary: AnnualSummary) -> bytes:
	document = _begun(province, summary)
	for number, section in enumerate(summary.sections, start=1):
		document.add_paragraph().add_run(f"{number}、{section.heading.partition('、')[2]}：").bold = True
		word.add_body(document, *section.text.split("\n"))
	return _signed(document, summary)


def controlled(province: ReceivedSample, summary: AnnualSummary) -> bytes:
	"""Return a form of content controls."""
	document = _begun(province, summary)
	for section in summary.sections:
		for line in (section.heading, *section.text.split("\n")):
			word.add_controlled(document, line)
	return _signed(document, summary)


def _begun(province: ReceivedSample, summary: AnnualSummary) -> WordDocument:
	document = word.new_document()
	word.add_title(document, province.place(summary.county_code), f"{province.sample.cycle.year}年工作总结")
	word.add_body(document, province.opening)
	return document


def _signed(document: WordDocument, summary: AnnualSummary) -> bytes:
	word.add_signature(document, summary.on_behalf_of, printed_date(summary.dated))
	return word.document_bytes(document)


def case_files(province: ReceivedSample) -> _Files:
	yield "湾沚区典型案例.docx", cases(province, "340210")
	yield "金寨县典型案例（科普阵地建设）.docx", cases(province, "341524")
	yield "宿州市/宿州市推荐典型案例.docx", cases(province, "341302", "341321")


def cases(province: ReceivedSample, *codes: str) -> bytes:
	document = word.new_document()
	year = province.sample.cycle.year
	place = province.place(codes[0])
	word.add_title(document, place if len(codes) == 1 else "安徽省宿州市", f"{year}年典型案例")
	for number, code in enumerate(codes, start=1):
		_add_case(document, province, province.cases[code], number)
	return word.document_bytes(document)


def _add_case(document: WordDocument, province: ReceivedSample, case: TypicalCase, number: int) -> None:
	topic = province.sample.cycle.topic(case.topic)
	assert topic is not None
	county = province.county(case.county_code).name
	word.add_body(
		document, f"{chinese_number(number)}、{county}（{topic.name}）", case.title, *case.text.split("\n")
	)


def nominee_files(province: ReceivedSample) -> _Files:
	"""Return one nominee a county; one has the 个人工作简介 in a separate file."""
	first, second, third = (
		province.nominees["341302"],
		province.nominees["341524"],
		province.nominees["341021"],
	)
	yield "宣讲团人选/1埇桥区宣讲团人选建议名单.docx", _nominee_table(first, with_bio=True)
	yield "宣讲团人选/2金寨县宣讲团人选建议名单.docx", _nominee_table(second, with_bio=False)
	yield f"宣讲团人选/2金寨县{second.name}个人工作简介.docx", _bio(second)
	alone = replace(province.sample, nominees=(replace(third, rank=1),))
	yield "宣讲团人选/3歙县宣讲团人选.docx", render_docx(nominee_list_paper(alone))


def _nominee_table(nominee: SpeakerNominee, with_bio: bool) -> bytes:
	document = word.new_document()
	word.add_title(document, "宣讲团人选建议名单")
	document.add_paragraph(
		f"单位名称：{nominee.organisation}（盖章）　　联系人及联系方式：{nominee.name} {nominee.phone}"
	)
	reasons = "\n".join(f"{number}.{each}" for number, each in enumerate(nominee.reasons, start=1))
	year, _, month = nominee.birth_month.partition("-")
	values = (
		nominee.name,
		nominee.sex,
		nominee.political_status,
		f"{year}.{month}",
		f"{nominee.organisation}\n{nominee.position}",
		nominee.phone,
		reasons,
	)
	word.add_table(document, (("序号", *_HEAD), ("1", *values)))
	if with_bio:
		word.add_body(document, f"{nominee.name}个人工作简介", *nominee.bio.split("\n"))
	return word.document_bytes(document)


def _bio(nominee: SpeakerNominee) -> bytes:
	document = word.new_document()
	word.add_title(document, f"{nominee.name}个人工作简介")
	word.add_body(document, *nominee.bio.split("\n"))
	return word.document_bytes(document)


def letter(province: ReceivedSample) -> bytes:
	"""Return the cover letter, which is none of the papers."""
	document = word.new_document()
	word.add_title(document, "肥西县科学技术协会", "关于报送2024年工作总结的函")
	document.add_paragraph("安徽省科学技术协会：")
	word.add_body(
		document, "现将我县2024年全国科普示范县工作总结随函报送，请审阅。", "附件：肥西县2024年工作总结"
	)
	word.add_signature(document, "肥西县科学技术协会", "2025年1月24日")
	return word.document_bytes(document)
