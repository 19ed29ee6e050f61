"""Changes that a workbook would make, by record and field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr, get_datetime

from kepu_app.core.breaches import Place
from kepu_app.core.model import AnnualSummary, Assessment, RecordKind, SpeakerNominee, Submission
from kepu_app.core.workbooks import WorkbookContent
from kepu_app.mappers.attainment import stored_answer
from kepu_app.mappers.values import custom_fields, decimal_of
from kepu_app.utils.field_values import as_text

NOMINEE_FIELDS = ("sex", "political_status", "birth_month", "organisation", "position", "phone", "bio")


@dataclass(frozen=True)
class FieldChange:
	"""One field: its stored value, the workbook's value, and the cell of that."""

	label: str
	old: str
	new: str
	cell: str


@dataclass
class RecordChange:
	"""One document to be changed or created. ``set_values`` writes the workbook's values into it."""

	doc: Document
	title: str
	set_values: Callable[[Document], None]
	fields: list[FieldChange] = field(default_factory=list)
	is_outdated: bool = False
	refusal: str = ""

	def as_dict(self) -> dict[str, Any]:
		return {
			"doctype": self.doc.doctype,
			"name": None if self.doc.is_new() else self.doc.name,
			"title": self.title,
			"fields": [vars(each) for each in self.fields],
			"is_outdated": self.is_outdated,
			"refusal": self.refusal,
		}


Values = Mapping[str, Any]


class WorkbookDiff:
	"""Comparison of a workbook with one province's documents.

	Args:
		content: the parsed workbook.
		submission: the Provincial Submission to compare with.
		exported_at: time of the export; the workbook is outdated for documents changed since.
		has_nominees: whether to compare nominees: not for users who may not see any.
	"""

	def __init__(
		self, content: WorkbookContent, submission: Document, exported_at: str, has_nominees: bool
	) -> None:
		self.content = content
		self.submission = submission
		self.exported_at = get_datetime(exported_at) if exported_at else None
		self.has_nominees = has_nominees
		self._names = _CountyNames(submission.province)

	def changes(self) -> list[RecordChange]:
		"""Return every record that differs, in the order of the sheets."""
		model = self.content.submission
		found = [*self._of_province(model), *self._of_summaries(model), *self._of_cases(model)]
		if self.has_nominees:
			found += self._of_nominees(model)
		return found

	def _of_province(self, model: Submission) -> Iterator[RecordChange]:
		if not self.has_nominees:
			return
		reasons = [{"county": each.county_code, "reason": each.reason} for each in model.missing]
		values = {
			"contact_name": model.province.contact_name,
			"contact_phone": model.province.contact_phone,
			"dated": model.dated,
		}

		def set_values(doc: Document) -> None:
			doc.update(values)
			doc.set("missing", reasons)

		doc = frappe.get_doc("Provincial Submission", self.submission.name)
		defaults = frappe.get_cached_value(
			"Province", doc.province, ["contact_name", "contact_phone"], as_dict=True
		)
		shown = {key: doc.get(key) or defaults.get(key) for key in ("contact_name", "contact_phone")}
		fields = self._plain_changes(doc, values, shown, RecordKind.SUBMISSION, 0, {})
		fields += self._row_changes("missing", _reasons(doc.missing), _reasons(reasons), doc)
		yield from self._record(doc, doc.get_title(), fields, set_values)

	def _of_summaries(self, model: Submission) -> Iterator[RecordChange]:
		names = {f"{self.submission.cycle}-{each.county_code}" for each in model.summaries}
		present = set(
			frappe.get_list("Annual Summary", {"name": ["in", sorted(names)]}, pluck="name", limit=0)
		)
		for index, summary in enumerate(model.summaries):
			name = f"{self.submission.cycle}-{summary.county_code}"
			doc = (
				frappe.get_doc("Annual Summary", name) if name in present else self._missing_summary(summary)
			)
			yield from self._of_summary(doc, summary, index)

	def _missing_summary(self, summary: AnnualSummary) -> Document:
		doc = frappe.new_doc("Annual Summary")
		doc.update({"cycle": self.submission.cycle, "county": summary.county_code})
		return doc

	def _of_summary(self, doc: Document, summary: AnnualSummary, index: int) -> Iterator[RecordChange]:
		values = {"on_behalf_of": summary.on_behalf_of, "dated": summary.dated}
		values |= self._custom("Annual Summary", RecordKind.SUMMARY, summary.extra)
		sections: list[Values] = [{"heading": each.heading, "text": each.text} for each in summary.sections]

		def set_values(doc: Document) -> None:
			doc.update(values)
			set_rows(doc, "sections", sections)
			_set_assessments(doc, summary.assessments)

		fields = self._plain_changes(doc, values, {}, RecordKind.SUMMARY, index, {})
		fields += self._section_changes(doc, sections, index)
		fields += self._assessment_changes(doc, summary, index)
		yield from self._record(doc, self._names.title(summary.county_code), fields, set_values)

	def _of_cases(self, model: Submission) -> Iterator[RecordChange]:
		present = _by_key("Typical Case", self.submission, ("county", "topic"))
		for index, case in enumerate(model.cases):
			topic = model.cycle.topic(case.topic.strip())
			code = topic.code if topic else case.topic
			doc = _taken("Typical Case", present, (case.county_code, code)) or self._new(
				"Typical Case", case.county_code
			)
			values: dict[str, Any] = {"county": case.county_code, "topic": code}
			values |= {"title": case.title, "text": case.text}
			values |= {"sort_order": case.order, **self._custom("Typical Case", RecordKind.CASE, case.extra)}
			cells = {"county": "county_code", "sort_order": "order"}
			fields = self._plain_changes(doc, values, {}, RecordKind.CASE, index, cells)
			title = f"{self._names.title(case.county_code)} {topic.name if topic else case.topic}"
			yield from self._record(doc, title, fields, _setter(values))

	def _of_nominees(self, model: Submission) -> Iterator[RecordChange]:
		present = _by_key("Speaker Nominee", self.submission, ("county", "nominee_name"))
		for index, nominee in enumerate(model.nominees):
			doc = _taken("Speaker Nominee", present, (nominee.county_code, nominee.name)) or self._new(
				"Speaker Nominee", nominee.county_code
			)
			yield from self._of_nominee(doc, nominee, index)

	def _of_nominee(self, doc: Document, nominee: SpeakerNominee, index: int) -> Iterator[RecordChange]:
		values = {name: getattr(nominee, name) for name in NOMINEE_FIELDS}
		values |= {"county": nominee.county_code, "nominee_name": nominee.name, "rank": nominee.rank}
		values |= self._custom("Speaker Nominee", RecordKind.NOMINEE, nominee.extra)
		reasons: list[Values] = [{"reason": each} for each in nominee.reasons]

		def set_values(doc: Document) -> None:
			doc.update(values)
			set_rows(doc, "reasons", reasons)

		cells = {"county": "county_code", "nominee_name": "name"}
		fields = self._plain_changes(doc, values, {}, RecordKind.NOMINEE, index, cells)
		place = Place(RecordKind.NOMINEE, index, "reasons", "")
		old, new = "\n".join(row.reason or "" for row in doc.reasons), "\n".join(nominee.reasons)
		fields += self._if_different(doc.meta.get_label("reasons"), old, new, place)
		yield from self._record(doc, nominee.name, fields, set_values)

	# ------------------------------------------------------------------ fields

	def _plain_changes(
		self,
		doc: Document,
		values: Values,
		shown: Values,
		kind: RecordKind,
		index: int,
		cells: Mapping[str, str],
	) -> list[FieldChange]:
		"""Return changes of plain fields. ``shown`` is what the workbook showed if not the stored value, ``cells`` the
		model's name of a field if it differs."""
		found = []
		for name, new in values.items():
			fieldtype = doc.meta.get_field(name).fieldtype
			place = Place(kind, index, cells.get(name, name), "")
			old = shown.get(name, doc.get(name))
			found += self._if_different(
				doc.meta.get_label(name), as_text(fieldtype, old), as_text(fieldtype, new), place
			)
		return found

	def _section_changes(self, doc: Document, sections: list[Values], index: int) -> list[FieldChange]:
		stored = [(cstr(row.heading), cstr(row.text)) for row in doc.sections]
		given = [(row["heading"], row["text"]) for row in sections]
		found = []
		for position in range(max(len(stored), len(given))):
			old = stored[position] if position < len(stored) else ("", "")
			new = given[position] if position < len(given) else ("", "")
			place = Place(RecordKind.SUMMARY, index, "sections", "", position)
			label = new[0] or old[0]
			found += self._if_different(label, "\n".join(old).strip(), "\n".join(new).strip(), place)
		return found

	def _assessment_changes(self, doc: Document, summary: AnnualSummary, index: int) -> list[FieldChange]:
		entered = {each.criterion: each for each in summary.assessments}
		found = []
		for row in doc.assessments:
			assessment = entered.get(cint(row.criterion), Assessment(cint(row.criterion)))
			place = Place(
				RecordKind.ASSESSMENT, index, "assessments", "", row.indicator_code or row.criterion
			)
			if row.indicator_code:
				new = assessment.values.get(row.indicator_code)
				old, label = decimal_of(row.value), f"{row.indicator_code} {row.indicator}"
				found += self._if_different(label, _spelled(old), _spelled(new), place)
			else:
				new_met = stored_answer(assessment.met)
				label = f"{row.criterion}. {row.title}"
				found += self._if_different(
					label, _(row.met) if row.met else "", _(new_met) if new_met else "", place
				)
		return found

	def _row_changes(self, table: str, old: str, new: str, doc: Document) -> list[FieldChange]:
		place = Place(RecordKind.COUNTY, 0, "reason", "")
		return self._if_different(doc.meta.get_label(table), old, new, place)

	def _if_different(self, label: str, old: str, new: str, place: Place) -> list[FieldChange]:
		if old.replace("\r\n", "\n").strip() == new.replace("\r\n", "\n").strip():
			return []
		return [FieldChange(_(label), old, new, str(self.content.locate(place)))]

	def _custom(self, doctype: str, kind: RecordKind, extra: Values) -> dict[str, Any]:
		"""Return the custom fields that have a column in the workbook; a blank cell empties the field."""
		labels = self.content.custom_labels.get(kind, ())
		return {
			each.fieldname: extra.get(each.label) for each in custom_fields(doctype) if each.label in labels
		}

	def _new(self, doctype: str, county: str) -> Document:
		doc = frappe.new_doc(doctype)
		doc.update({"cycle": self.submission.cycle, "county": county})
		return doc

	def _record(
		self, doc: Document, title: str, fields: list[FieldChange], set_values: Callable[[Document], None]
	) -> Iterator[RecordChange]:
		if fields:
			yield RecordChange(doc, title, set_values, fields, self._is_outdated(doc))

	def _is_outdated(self, doc: Document) -> bool:
		return bool(not doc.is_new() and self.exported_at and get_datetime(doc.modified) > self.exported_at)


class _CountyNames:
	def __init__(self, province: str) -> None:
		rows = frappe.get_all("County", {"province": province}, ["name", "county_name"])
		self._names = {row.name: row.county_name for row in rows}

	def title(self, code: str) -> str:
		return self._names.get(code) or code or "?"


def _by_key(doctype: str, submission: Document, key: tuple[str, str]) -> dict[tuple[str, str], list[str]]:
	rows = frappe.get_list(
		doctype,
		{"cycle": submission.cycle, "province": submission.province},
		["name", *key],
		order_by="creation asc",
		limit=0,
	)
	found: dict[tuple[str, str], list[str]] = {}
	for row in rows:
		found.setdefault((cstr(row[key[0]]), cstr(row[key[1]])), []).append(row.name)
	return found


def _taken(doctype: str, present: dict[tuple[str, str], list[str]], key: tuple[str, str]) -> Document | None:
	"""Return a document that no earlier row matched, so that duplicate keys do not overwrite each other."""
	names = present.get(key)
	if not names:
		return None
	return frappe.get_doc(doctype, names.pop(0))


def _setter(values: Values) -> Callable[[Document], None]:
	return lambda doc: doc.update(values)


def set_rows(doc: Document, table: str, rows: list[Values]) -> None:
	"""Update existing rows in order, so that their own custom fields stay."""
	existing = list(doc.get(table))
	doc.set(table, [])
	for position, values in enumerate(rows):
		row = existing[position] if position < len(existing) else {}
		doc.append(table, row).update(values)


def _set_assessments(doc: Document, assessments: tuple[Assessment, ...]) -> None:
	entered = {each.criterion: each for each in assessments}
	for row in doc.assessments:
		assessment = entered.get(cint(row.criterion), Assessment(cint(row.criterion)))
		if row.indicator_code:
			value = assessment.values.get(row.indicator_code)
			row.value = None if value is None else str(value)
		else:
			row.met = stored_answer(assessment.met)


def _reasons(rows: Any) -> str:
	return "\n".join(
		sorted(f"{row.get('county')} {cstr(row.get('reason'))}".strip() for row in rows if row.get("reason"))
	)


def _spelled(value: Decimal | None) -> str:
	return "" if value is None else f"{value.normalize():f}"
