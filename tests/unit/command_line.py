"""What the tests of the ``kepu`` command share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from kepu_app.core.model import Submission, SummarySection
from tests.unit.factories import make_cycle, make_small, make_summary

KEPU = [sys.executable, "-c", "import sys; from kepu_app.core.cli import main; sys.exit(main())"]

Run = Callable[..., SimpleNamespace]


def with_texts(**changes: Any) -> Submission:
	return make_small(summaries=(make_summary(**changes),))


def over_long() -> Submission:
	sections = tuple(SummarySection(each.text, "字" * 800) for each in make_cycle().headings)
	return with_texts(sections=sections)
