"""Differences of texts: right for any two, and never slow."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepu_app.core.differences import Effort, opcodes

TEXTS = st.text(alphabet="的了科普\n县", max_size=60)
REPEATED = {
	"one sign": ("x" + "的" * 9_000 + "y", "z" + "的" * 9_500 + "q"),
	"two signs": ("的了" * 4_000, "了的" * 4_000 + "县"),
	"a sign between others": (
		"".join("的" + chr(0x4E00 + number) for number in range(3_000)),
		"".join("的" + chr(0x6E00 + number) for number in range(3_000)),
	),
}


@given(TEXTS, TEXTS, st.integers(min_value=0, max_value=3_000))
def test_the_parts_are_both_texts_again(before: str, after: str, effort: int) -> None:
	found = opcodes(before, after, Effort(effort))
	assert "".join(before[a:b] for _kind, a, b, _c, _d in found) == before
	assert "".join(after[c:d] for _kind, _a, _b, c, d in found) == after
	assert all(before[a:b] == after[c:d] for kind, a, b, c, d in found if kind == "equal")


@given(TEXTS, TEXTS)
def test_what_is_equal_at_both_ends_is_told_without_effort(before: str, after: str) -> None:
	found = opcodes(f"始{before}终", f"始{after}终", Effort(0))
	assert found[0][0] == found[-1][0] == "equal"


def test_a_changed_word_is_found_between_others() -> None:
	found = opcodes("举办活动五十场，覆盖各乡。", "举办活动六十场，覆盖各乡镇。", Effort())
	assert [kind for kind, *_places in found] == ["equal", "replace", "equal", "insert", "equal"]


@pytest.mark.parametrize("texts", REPEATED)
def test_texts_that_repeat_themselves_cost_no_more_than_others(texts: str) -> None:
	begun = time.process_time()
	effort = Effort()
	for _line in range(5):
		opcodes(*REPEATED[texts], effort)
	assert time.process_time() - begun < 5
