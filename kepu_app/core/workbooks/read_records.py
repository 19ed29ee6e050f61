"""The sheets of counties, summaries, cases and nominees as records."""

from __future__ import annotations

from kepu_app.core.model import (
	AnnualSummary,
	County,
	MissingCounty,
	RecordKind,
	SpeakerNominee,
	SummarySection,
	TypicalCase,
)
from kepu_app.core.rules.reasons import split_reasons
from kepu_app.core.workbooks.counties import CountyList
from kepu_app.core.workbooks.read_rows import RowReader
from kepu_app.core.workbooks.table import Table, TableRow
from kepu_app.core.workbooks.values import (
	read_choice,
	read_code,
	read_date,
	read_line,
	read_month,
	read_position,
	read_text,
)


def read_counties(reader: RowReader, table: Table) -> tuple[tuple[County, ...], tuple[MissingCounty, ...]]:
	"""Return the province's counties, and why some of them have not filed."""
	counties, missing = list[County](), list[MissingCounty]()
	for index, row in enumerate(table.rows):
		reader.remember(RecordKind.COUNTY, index, row)
		county = County(
			code=read_code(row.cells.get("code"), reader.findings),
			extra=reader.extra(table, row),
			**reader.lines(row, ("name", "city", "batch", "period")),
		)
		reason = read_line(row.cells.get("reason"), reader.findings)
		if reason:
			reader.cells[RecordKind.SUBMISSION, len(missing), "county_code", None] = row.address("code")
			missing.append(MissingCounty(county.code, reason))
		counties.append(county)
	return tuple(counties), tuple(missing)


def read_summaries(reader: RowReader, table: Table, names: CountyList) -> tuple[AnnualSummary, ...]:
	"""Attachment 2, a row each; the self-assessments are on a sheet of their own."""
	found: list[AnnualSummary] = []
	for row in table.rows:
		if row.cells.keys() <= {"county_code"}:
			continue
		reader.remember(RecordKind.SUMMARY, len(found), row)
		total = row.address("total" if "total" in table.columns else "section.0.text")
		reader.cells[RecordKind.SUMMARY, len(found), "sections", None] = total
		found.append(
			AnnualSummary(
				county_code=reader.county_code(row, names),
				sections=_sections(reader, table, row, len(found)),
				on_behalf_of=read_line(row.cells.get("on_behalf_of"), reader.findings),
				dated=read_date(row.cells.get("dated"), reader.findings),
				extra=reader.extra(table, row),
			)
		)
	return tuple(found)


def _sections(reader: RowReader, table: Table, row: TableRow, index: int) -> tuple[SummarySection, ...]:
	own = [each.text for each in reader.cycle.headings]
	sections: list[SummarySection] = []
	last = sum(each.key.endswith(".text") for each in table.layout.columns)
	for position in range(last):
		heading = read_line(row.cells.get(f"section.{position}.heading"), reader.findings)
		text = read_text(row.cells.get(f"section.{position}.text"), reader.findings)
		if position < len(own):
			heading = heading or own[position]
		if heading or text:
			address = row.address(f"section.{position}.text")
			reader.cells[RecordKind.SUMMARY, index, "sections", len(sections)] = address
			sections.append(SummarySection(heading, text))
	return tuple(sections)


def read_cases(reader: RowReader, table: Table, names: CountyList) -> tuple[TypicalCase, ...]:
	"""Return the cases of Attachment 3."""
	found = []
	for index, row in enumerate(table.rows):
		reader.remember(RecordKind.CASE, index, row)
		topic = read_line(row.cells.get("topic"), reader.findings)
		known = reader.cycle.topic(topic)
		found.append(
			TypicalCase(
				county_code=reader.county_code(row, names),
				topic=known.code if known else topic,
				title=read_line(row.cells.get("title"), reader.findings),
				text=read_text(row.cells.get("text"), reader.findings),
				order=read_position(row.cells.get("order"), reader.findings),
				extra=reader.extra(table, row),
			)
		)
	return tuple(found)


def read_nominees(reader: RowReader, table: Table, names: CountyList) -> tuple[SpeakerNominee, ...]:
	"""Return the nominees of Attachment 4."""
	found = []
	for index, row in enumerate(table.rows):
		reader.remember(RecordKind.NOMINEE, index, row)
		found.append(
			SpeakerNominee(
				county_code=reader.county_code(row, names),
				birth_month=read_month(row.cells.get("birth_month"), reader.findings),
				name=read_line(row.cells.get("name"), reader.findings),
				sex=read_choice(row.cells.get("sex"), reader.cycle.sexes, reader.findings),
				political_status=read_choice(
					row.cells.get("political_status"), reader.cycle.political_statuses, reader.findings
				),
				**reader.lines(row, ("organisation", "position")),
				phone=read_code(row.cells.get("phone"), reader.findings),
				reasons=_reasons(reader, table, row, index),
				bio=read_text(row.cells.get("bio"), reader.findings),
				rank=read_position(row.cells.get("rank"), reader.findings),
				extra=reader.extra(table, row),
			)
		)
	return tuple(found)


def _reasons(reader: RowReader, table: Table, row: TableRow, index: int) -> tuple[str, ...]:
	keys = [each.key for each in table.layout.columns if each.key.startswith("reason.")]
	reader.cells[RecordKind.NOMINEE, index, "reasons", None] = row.address("reason.0")
	found: list[str] = []
	for key in (each for each in keys if each in row.cells):
		for reason in split_reasons(read_line(row.cells[key], reader.findings)):
			reader.cells[RecordKind.NOMINEE, index, "reasons", len(found)] = row.address(key)
			found.append(reason)
	return tuple(found)
