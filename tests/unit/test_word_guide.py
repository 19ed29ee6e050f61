"""What the guide says of Word templates is what the check takes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from kepu_app.core.printing.paper_models import NomineeListPaper
from kepu_app.core.printing.prose import Level, Paragraph
from tests.unit.word_files import PAPER_TYPES, template_of
from tests.unit.word_problems import problems

GUIDE = (Path(__file__).parents[2] / "docs" / "word-templates.md").read_text(encoding="utf-8")
LISTS = {"section": "sections", "case": "cases", "nominee": "nominees"}


class TestGuide:
	"""docs/word-templates.md, which people write their templates by."""

	@pytest.mark.parametrize(("number", "paper_type"), list(zip((2, 3, 4), PAPER_TYPES, strict=True)))
	def test_names_every_field_of_each_attachment_and_no_other(self, number: int, paper_type: type) -> None:
		part = GUIDE.split(f"### 附件{number}\n")[1].split("\n#")[0]
		told = re.findall(r"^\| `(\w+)\.(\w+)` \|", part, re.MULTILINE)
		fields = get_type_hints(paper_type)
		expected = {("paper", name) for name in fields}
		for name, listed in LISTS.items():
			if listed in fields:
				expected |= {(name, each) for each in get_type_hints(get_args(fields[listed])[0])}
		assert set(told) == expected
		assert len(told) == len(expected)

	def test_names_every_field_of_a_paragraph(self) -> None:
		part = GUIDE.split("### 段落\n")[1].split("\n#")[0]
		told = re.findall(r"^\| `paragraph\.(\w+)` \|", part, re.MULTILINE)
		assert sorted(told) == sorted({*get_type_hints(Paragraph), "text", "is_heading"})
		assert all(f"`{level.value}`" in part for level in Level)

	def test_its_examples_pass_the_check(self) -> None:
		assert (
			problems(template_of("{{ paper.place }}", "{% if paper.date %}{{ paper.date }}{% endif %}")) == []
		)
		lines = [
			"{%p for section in paper.sections %}",
			"{{ loop.index }}{{ section.heading }}",
			"{%p endfor %}",
		]
		assert problems(template_of(*lines)) == []
		lines = ["{%p if paper.date %}", "{{ paper.date }}", "{%p else %}", "无", "{%p endif %}"]
		assert problems(template_of(*lines)) == []
		line = "{% for nominee in paper.nominees %}{{ nominee.reasons|join('；') }}{% endfor %}"
		assert problems(template_of(line), NomineeListPaper) == []
