"""The sample submissions, parsed from text files, and the sample workbook made from one of them.

Everything in ``data/`` is invented: users, telephone numbers (mobile ones from the unassigned range 154), figures
and events. Only the counties' names and codes are real. A province's folder holds

* ``province.json``: contact, counties, self-assessments, nominees, and metadata of the texts;
* ``工作总结/<code><county>.txt``: an annual summary, each section under its heading in a line of its own;
* ``典型案例/<order><county>.txt``: a typical case, its title in the first line;
* ``综合评估.csv``, optional: each assessor's marks for each county and item, or the reason for none.

``python -m kepu_app.demo.sample`` recreates the workbook.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from kepu_app.core.assessment import Assessment as Scores
from kepu_app.core.assessment import AssessmentState, Mark, ScoringSheet, sheet_of_standard
from kepu_app.core.defaults import find_province, load_cycle
from kepu_app.core.errors import InputError
from kepu_app.core.files import write_whole
from kepu_app.core.model import (
	AnnualSummary,
	Assessment,
	County,
	MissingCounty,
	Province,
	SpeakerNominee,
	Submission,
	SummarySection,
	TypicalCase,
)
from kepu_app.core.printing.prose import Level, paragraphs
from kepu_app.core.workbooks import Scoring, write_workbook

DATA = Path(__file__).parent / "data"
SCORING_FILE = "综合评估.csv"
FINISHED = "安徽省"
"""Province of the sample workbook."""

COUNTY_FIELDS = ("code", "name", "city", "batch", "period")


@dataclass(frozen=True)
class Collection:
	"""How a province collects from its counties: through cities or not, and the deadline."""

	through_cities: bool
	county_deadline: date


def sample_provinces() -> tuple[str, ...]:
	"""Return the names of the sample provinces, ``FINISHED`` first."""
	names = (folder.parent.name for folder in DATA.glob("*/province.json"))
	return tuple(sorted(names, key=lambda name: (name != FINISHED, name)))


def load_sample(province: str = FINISHED) -> Submission:
	"""Return the sample submission of a province.

	Most are ready to be sent; some are still being collected, so that the rules find breaches.

	Raises:
		InputError: there is no sample of this province.
	"""
	folder = _folder(province)
	raw = _read(folder)
	summaries = ((each, _text(folder, "工作总结", each["code"], each["name"])) for each in raw["counties"])
	return Submission(
		cycle=load_cycle(),
		province=_province(province, raw),
		counties=tuple(_county(each) for each in raw["counties"]),
		summaries=tuple(_summary(each, text) for each, text in summaries if text),
		cases=tuple(_case(folder, raw, each) for each in raw["cases"]),
		nominees=tuple(_nominee(each, rank) for rank, each in enumerate(raw["nominees"], start=1)),
		missing=tuple(
			MissingCounty(each["code"], each["missing_reason"])
			for each in raw["counties"]
			if "missing_reason" in each
		),
		dated=_date(raw.get("dated")),
	)


def load_collection(province: str) -> Collection:
	"""Return how the sample's province collects. Raises InputError like ``load_sample``."""
	raw = _read(_folder(province))
	return Collection(raw["through_cities"], date.fromisoformat(raw["county_deadline"]))


def load_scoring(province: str = FINISHED) -> Scoring:
	"""Return the sample assessment of a province's counties, by the items of the standard.

	Raises:
		InputError: there is no sample of this province, or none of an assessment.
	"""
	path = _folder(province) / SCORING_FILE
	if not path.exists():
		message = f"“{province}”没有综合评估的示例数据"
		raise InputError(message, code="sample.no_scoring", place=province)
	with path.open(encoding="utf-8", newline="") as lines:
		rows = list(csv.DictReader(lines))
	sheet = sheet_of_standard(load_cycle().standard)
	assessors = tuple(dict.fromkeys(row["assessor"] for row in rows))
	return Scoring(sheet, assessors, tuple(_scores(sheet, row) for row in rows))


def workbook_path() -> Path:
	"""Return the path of the finished sample's workbook."""
	sample = load_sample()
	return DATA.parent / f"{sample.province.name}{sample.cycle.year}年填报工作簿.xlsx"


def main() -> None:
	"""Write the workbook of the finished sample."""
	sample, path = load_sample(), workbook_path()
	write_whole(path, write_workbook(sample.cycle, submission=sample, scoring=load_scoring()))
	print(f"已生成 {path.name}：{len(sample.counties)}个示范县，{len(sample.summaries)}份工作总结。")


def _folder(province: str) -> Path:
	known = sample_provinces()
	if province not in known:
		message = f"没有“{province}”的示例数据，现有：{'、'.join(known)}"
		raise InputError(message, code="sample.unknown_province", place=province)
	return DATA / province


def _read(folder: Path) -> Mapping[str, Any]:
	return json.loads((folder / "province.json").read_text(encoding="utf-8"))


def _text(folder: Path, kind: str, key: str, county: str) -> str:
	"""Return a county's text; blank if it has none."""
	path = folder / kind / f"{key}{county}.txt"
	return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def _province(name: str, raw: Mapping[str, Any]) -> Province:
	province = find_province(name)
	if province is None:
		raise InputError(f"没有名为“{name}”的省级单位", code="sample.unknown_province", place=name)
	return replace(province, contact_name=raw["contact_name"], contact_phone=raw["contact_phone"])


def _county(raw: Mapping[str, Any]) -> County:
	return County(**{name: raw[name] for name in COUNTY_FIELDS})


def _summary(raw: Mapping[str, Any], text: str) -> AnnualSummary:
	return AnnualSummary(
		county_code=raw["code"],
		sections=_sections(text),
		on_behalf_of=raw.get("on_behalf_of", ""),
		dated=_date(raw.get("dated")),
		assessments=tuple(
			_assessment(int(number), stated) for number, stated in raw.get("assessments", {}).items()
		),
	)


def _sections(text: str) -> tuple[SummarySection, ...]:
	sections: list[tuple[str, list[str]]] = []
	for paragraph in paragraphs(text):
		if paragraph.level is Level.FIRST and paragraph.is_heading:
			sections.append((paragraph.text, []))
		else:
			sections[-1][1].append(paragraph.text)
	return tuple(SummarySection(heading, "\n".join(lines)) for heading, lines in sections)


def _assessment(number: int, stated: bool | Mapping[str, str]) -> Assessment:
	if isinstance(stated, bool):
		return Assessment(number, met=stated)
	return Assessment(number, values={code: Decimal(value) for code, value in stated.items()})


def _case(folder: Path, raw: Mapping[str, Any], case: Mapping[str, Any]) -> TypicalCase:
	county = next(each for each in raw["counties"] if each["code"] == case["county_code"])
	title, _, text = _text(folder, "典型案例", str(case["order"]), county["name"]).partition("\n")
	return TypicalCase(**case, title=title, text=text.strip())


def _nominee(raw: Mapping[str, Any], rank: int) -> SpeakerNominee:
	return SpeakerNominee(**{**raw, "reasons": tuple(raw["reasons"])}, rank=rank)


def _scores(sheet: ScoringSheet, row: Mapping[str, str]) -> Scores:
	assessor, county = row["assessor"], row["code"]
	if row["recused"]:
		return Scores(assessor, county, (), AssessmentState.RECUSED, row["recused"])
	values = ((item.number, Decimal(row[str(item.number)])) for item in sheet.items)
	return Scores(assessor, county, tuple(Mark(assessor, county, number, value) for number, value in values))


def _date(value: str | None) -> date | None:
	return date.fromisoformat(value) if value else None


if __name__ == "__main__":
	main()
