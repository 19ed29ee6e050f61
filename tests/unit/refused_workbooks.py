"""Workbooks with something wrong, and what is said when they are read."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import pytest
from openpyxl import Workbook

from kepu_app.core.errors import InputError
from kepu_app.core.workbooks import WorkbookContent, read_workbook, write_workbook
from tests.bad_workbooks import BAD_WORKBOOKS, Good
from tests.unit.factories import make_cycle, make_submission
from tests.unit.workbook_files import edited, filled_workbook

CYCLE = make_cycle()

Edit = Callable[[Workbook], None]


@lru_cache(maxsize=1)
def good() -> Good:
	return Good(write_workbook(CYCLE, submission=make_submission()), filled_workbook())


def bad(kind: str) -> bytes:
	"""Return a key of ``BAD_WORKBOOKS``."""
	return BAD_WORKBOOKS[kind](good())


def read(content: bytes) -> WorkbookContent:
	return read_workbook(content, CYCLE, name="甲.xlsx")


def refusal(content: bytes) -> InputError:
	with pytest.raises(InputError) as caught:
		read(content)
	return caught.value


def problems(content: bytes) -> list[tuple[str, str]]:
	"""Code and place of every problem."""
	return [(each.code, each.place) for each in refusal(content).problems]


def only_message(content: bytes) -> str:
	(problem,) = refusal(content).problems
	return problem.message


def with_edit(edit: Edit) -> bytes:
	return edited(filled_workbook(), edit)
