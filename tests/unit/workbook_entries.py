"""Reads the filled workbook with another value in one cell."""

from __future__ import annotations

from typing import Any

import pytest

from kepu_app.core.errors import InputError
from kepu_app.core.workbooks import WorkbookContent
from kepu_app.core.workbooks.read import read_unlimited as read_workbook
from tests.unit.factories import make_cycle
from tests.unit.workbook_files import with_cells

CYCLE = make_cycle()


def read(sheet: str, coordinate: str, value: Any, number_format: str | None = None) -> WorkbookContent:
	return read_workbook(with_cells(sheet, {coordinate: value}, number_format), CYCLE)


def problem(sheet: str, coordinate: str, value: Any, number_format: str | None = None) -> tuple[str, str]:
	with pytest.raises(InputError) as caught:
		read(sheet, coordinate, value, number_format)
	(found,) = caught.value.problems
	assert found.place == f"{sheet}!{coordinate}"
	return found.code, found.message


def codes(content: WorkbookContent) -> list[str]:
	return [each.code for each in content.notes]
