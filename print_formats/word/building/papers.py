"""What stands on Attachments 2-4: the body of word/document.xml."""

from __future__ import annotations

from building.nominee_table import nominee_table
from building.ooxml import paragraph, run, tag


def prose(source: str) -> str:
	"""Return the paragraphs of a text, each in the style of its level; a leading sentence in the type of its."""
	rest = "{{ paragraph.rest }}"
	return "".join(
		(
			tag(f"for paragraph in {source}"),
			tag('if paragraph.level == "level-1" and paragraph.is_heading'),
			paragraph("LevelOne", "{{ paragraph.text }}"),
			tag('elif paragraph.level == "level-2" and paragraph.is_heading'),
			paragraph("LevelTwo", "{{ paragraph.text }}"),
			tag("elif paragraph.is_heading"),
			paragraph("LevelThree", "{{ paragraph.text }}"),
			tag('elif paragraph.level == "level-1"'),
			paragraph("DocumentBody", run("{{ paragraph.lead }}", "LevelOneLead"), rest),
			tag('elif paragraph.level == "level-2"'),
			paragraph("DocumentBody", run("{{ paragraph.lead }}", "LevelTwoLead"), rest),
			tag("elif paragraph.is_taken_back"),
			paragraph("NumberedBody", "{{ paragraph.text }}"),
			tag("else"),
			paragraph("DocumentBody", "{{ paragraph.text }}"),
			tag("endif"),
			tag("endfor"),
		)
	)


def opening(number: int, what: str) -> str:
	"""附件N, the title in two lines, and the sentence with which Attachments 2 and 3 begin."""
	return "".join(
		(
			paragraph("AttachmentNumber", f"附件{number}"),
			paragraph("DocumentTitle", "{{ paper.place }}\n{{ paper.year }}年" + what),
			paragraph(
				"DocumentBody",
				"按照《{{ paper.short_notice_title }}》有关要求，现将{{ paper.year }}年"
				+ what
				+ "报送如下。",
			),
		)
	)


def signing() -> str:
	return paragraph("SigningBody", "{{ paper.signature }}") + paragraph("SigningDate", "{{ paper.date }}")


def annual_summary() -> str:
	return "".join(
		(
			opening(2, "工作总结"),
			tag("for section in paper.sections"),
			paragraph("LevelOne", "{{ section.heading }}"),
			prose("section.paragraphs"),
			tag("endfor"),
			signing(),
		)
	)


def case_book() -> str:
	return "".join(
		(
			opening(3, "典型案例"),
			tag("for case in paper.cases"),
			paragraph("LevelOne", "{{ case.heading }}"),
			tag("if case.title"),
			paragraph("CaseTitle", "{{ case.title }}"),
			tag("endif"),
			prose("case.paragraphs"),
			tag("endfor"),
			signing(),
		)
	)


def nominee_list() -> str:
	return "".join(
		(
			paragraph("AttachmentNumber", "附件4"),
			paragraph("DocumentTitle", "宣讲团人选建议名单"),
			paragraph(
				"AboveTable",
				"单位名称：{{ paper.association }}（盖章）\t联系人及联系方式：{{ paper.contact }}",
			),
			nominee_table(),
			tag("if paper.nominees"),
			paragraph("BiosTitle", "个人工作简介"),
			tag("endif"),
			tag("for nominee in paper.nominees"),
			tag("if nominee.bio"),
			paragraph("LevelTwo", "{{ nominee.number }}. {{ nominee.name }}"),
			prose("nominee.bio"),
			tag("endif"),
			tag("endfor"),
		)
	)
