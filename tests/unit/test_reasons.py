"""Reasons that stand together: the same wherever they come from, a field, a workbook's cell or a Word file."""

from __future__ import annotations

import pytest

from kepu_app.core.intake.nominees import reasons_in
from kepu_app.core.rules.reasons import split_reasons, without_number


@pytest.mark.parametrize(
	("entry", "expected"),
	[
		("1.政治过硬2.经验丰富3.善于表达", ["政治过硬", "经验丰富", "善于表达"]),
		("①政治过硬②经验丰富", ["政治过硬", "经验丰富"]),
		("1.好。2.行。\n3.强。", ["好。", "行。", "强。"]),
		("1.获奖2、3次。", ["获奖2、3次。"]),
		("1.使用A2.0版教材。", ["使用A2.0版教材。"]),
		("推荐理由：\n1.发布Open\nScience课程。\n2.好。", ["发布Open Science课程。", "好。"]),
		("政治过硬。\n经验丰富。", ["政治过硬。", "经验丰富。"]),
		("", []),
	],
)
def test_taken_apart(entry: str, expected: list[str]) -> None:
	assert [without_number(each) for each in split_reasons(entry)] == expected
	assert list(reasons_in(entry)) == expected


def test_what_the_template_prints_below_the_last_one_is_no_reason() -> None:
	assert reasons_in("1.好。\n2.行。\n……") == ("好。", "行。")
