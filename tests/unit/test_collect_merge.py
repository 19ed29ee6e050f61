"""What came goes into the workbook: versions, what was typed since, what was taken out, later runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import pytest

from kepu_app.core.collecting.merge import Merged, carried, merge
from kepu_app.core.collecting.outcomes import Outcome
from kepu_app.core.collecting.records import FoundRecord, Origin, Record, checksum, covers, key_of
from kepu_app.core.model import AnnualSummary, Submission, SummarySection
from kepu_app.core.workbooks import Receipt, read_workbook, write_workbook
from kepu_app.demo.sample import load_sample
from tests.unit.factories import COUNTIES, make_case, make_cycle, make_nominee, make_submission, make_summary

EMPTY = make_submission(summaries=(), cases=(), nominees=())


def found(record: Record, name: str = "总结.docx", day: int = 10, dated: date | None = None) -> FoundRecord:
	return FoundRecord(record, Origin(name, datetime(2025, 2, day, 9), name.rjust(64, "0")), dated)


def summary(text: str = "活动一百场。", **changes: object) -> AnnualSummary:
	"""As a Word file brings it: no self-assessment."""
	sections = tuple(SummarySection(each.text, text) for each in make_cycle().headings)
	return make_summary(**{"sections": sections, "assessments": (), **changes})


def outcomes(merged: Merged) -> dict[str, str]:
	return {each.file: each.outcome for each in merged.receipts}


def run(base: Submission, *files: FoundRecord, earlier: Sequence[Receipt] = (), **options: bool) -> Merged:
	return merge(base, files, earlier, **options)


class TestFirstRun:
	def test_everything_is_taken(self) -> None:
		records = (summary(), make_case(1, order=0), make_nominee(1, rank=0))
		merged = run(EMPTY, *(found(each, f"{number}.docx") for number, each in enumerate(records)))
		assert set(outcomes(merged).values()) == {"收入"}
		assert merged.submission.summaries == (summary(),)
		assert (merged.submission.cases, merged.submission.nominees) == ((make_case(1),), (make_nominee(1),))

	def test_line_says_what_whose_and_how_long(self) -> None:
		(line,) = run(EMPTY, found(make_case(2))).receipts
		assert (line.kind, line.county, line.title) == ("典型案例", "340210 湾沚区", "第2个案例的标题")
		assert (line.words, line.modified) == (15, "2025-02-10 09:00")

	def test_newest_by_the_papers_own_date(self) -> None:
		old = found(summary("旧。"), "旧.docx", day=20, dated=date(2025, 1, 5))
		new = found(summary("新。"), "新.docx", day=3, dated=date(2025, 2, 1))
		merged = run(EMPTY, old, new)
		assert outcomes(merged) == {"新.docx": "收入", "旧.docx": "较早版本"}
		assert merged.submission.summaries[0].sections[0].text == "新。"

	def test_then_by_the_time_of_the_file(self) -> None:
		same = date(2025, 2, 1)
		versions = [found(summary(f"{day}。"), f"{day}.docx", day, same) for day in (3, 5, 4)]
		assert outcomes(run(EMPTY, *versions))["5.docx"] == "收入"

	def test_two_of_one_kind_in_one_file_are_not_versions(self) -> None:
		merged = run(EMPTY, found(make_case(1)), found(make_case(1, text="另一个。")))
		assert sorted(each.outcome for each in merged.receipts) == ["收入", "未能归类"]

	def test_order_of_counties_and_topics(self) -> None:
		files = [found(summary(county_code=each.code), each.code) for each in reversed(COUNTIES)]
		files += [found(make_case(number, order=0), f"案例{number}") for number in (3, 1, 2)]
		submission = run(EMPTY, *files).submission
		assert [each.county_code for each in submission.summaries] == [each.code for each in COUNTIES]
		assert [(each.order, each.title[1]) for each in submission.cases] == [(1, "1"), (2, "2"), (3, "3")]

	def test_new_cases_go_behind_those_that_are_there(self) -> None:
		base = replace(EMPTY, cases=(make_case(4, order=1), make_case(5, order=7)))
		submission = run(base, found(make_case(1, order=0))).submission
		assert [each.order for each in submission.cases] == [1, 7, 8]


class TestLaterRuns:
	def after(self, *files: FoundRecord) -> tuple[Submission, tuple[Receipt, ...]]:
		"""Return what the workbook holds after a first run, written and read again."""
		merged = run(EMPTY, *files)
		content = write_workbook(EMPTY.cycle, submission=merged.submission)
		return read_workbook(content, EMPTY.cycle).submission, merged.receipts

	def test_the_same_files_again_change_nothing(self) -> None:
		files = [found(summary(), "a"), found(make_case(1), "b"), found(make_nominee(1), "c")]
		base, earlier = self.after(*files)
		merged = run(base, *files, earlier=earlier)
		assert merged.submission == base
		assert merged.receipts == earlier

	def test_a_newer_version_waits_until_it_is_asked_for(self) -> None:
		first, second = found(summary("一。"), "一.docx", 10), found(summary("二。"), "二.docx", 11)
		base, earlier = self.after(first)
		merged = run(base, first, second, earlier=earlier)
		assert outcomes(merged) == {"一.docx": "收入", "二.docx": "待替换"}
		assert "--replace" in merged.receipts[0].remark
		assert merged.submission == base
		merged = run(base, first, second, earlier=merged.receipts, may_replace=True)
		assert outcomes(merged) == {"一.docx": "较早版本", "二.docx": "替换"}
		assert merged.submission.summaries[0].sections[0].text == "二。"
		assert outcomes(run(merged.submission, first, second, earlier=merged.receipts))["二.docx"] == "收入"

	def test_an_older_version_that_comes_later_changes_nothing(self) -> None:
		base, earlier = self.after(found(summary("新。"), "新.docx", 10))
		merged = run(base, found(summary("旧。"), "旧.docx", 9), earlier=earlier, may_replace=True)
		assert (outcomes(merged), merged.submission) == ({"旧.docx": "较早版本"}, base)

	@pytest.mark.parametrize("may_replace", [False, True])
	def test_what_was_typed_since_is_never_lost(self, may_replace: bool) -> None:
		first = found(summary("一。"), "一.docx")
		base, earlier = self.after(first)
		typed = replace(base, summaries=(replace(base.summaries[0], on_behalf_of="埇桥区人民政府"),))
		again = run(typed, first, earlier=earlier, may_replace=may_replace)
		later = run(typed, found(summary("二。"), "二.docx", 20), earlier=earlier, may_replace=may_replace)
		assert (outcomes(again), again.submission) == ({"一.docx": "保留工作簿"}, typed)
		assert (outcomes(later), later.submission) == ({"二.docx": "保留工作簿"}, typed)
		assert "改动" in again.receipts[0].remark

	def test_it_stays_known_as_typed_in_the_run_after_that(self) -> None:
		first = found(summary("一。"), "一.docx")
		base, earlier = self.after(first)
		typed = replace(base, summaries=(summary("亲手写的。"),))
		merged = run(typed, first, earlier=earlier)
		assert outcomes(run(typed, first, earlier=merged.receipts, may_replace=True)) == {
			"一.docx": "保留工作簿"
		}

	def test_content_that_was_typed_from_the_beginning_stays(self) -> None:
		base = replace(EMPTY, summaries=(summary("亲手写的。"),))
		merged = run(base, found(summary("二。")), may_replace=True)
		assert (outcomes(merged), merged.submission) == ({"总结.docx": "保留工作簿"}, base)

	def test_blank_fields_are_filled_and_typed_ones_stay(self) -> None:
		prepared = make_summary(sections=(), on_behalf_of="宿州市埇桥区人民政府", dated=None)
		merged = run(replace(EMPTY, summaries=(prepared,)), found(summary(dated=date(2025, 1, 20))))
		(result,) = merged.submission.summaries
		assert (result.on_behalf_of, result.dated) == ("宿州市埇桥区人民政府", date(2025, 1, 20))
		assert (result.sections, result.assessments) == (summary().sections, prepared.assessments)

	def test_replacing_keeps_what_only_the_workbook_has(self) -> None:
		base, earlier = self.after(found(summary("一。"), "一.docx"))
		assessed = replace(base.summaries[0], assessments=make_summary().assessments, extra={"经费": 3})
		base = replace(base, summaries=(assessed,))
		merged = run(base, found(summary("二。"), "二.docx", 20), earlier=earlier, may_replace=True)
		(result,) = merged.submission.summaries
		assert (result.assessments, result.extra) == (assessed.assessments, {"经费": 3})

	def test_what_was_taken_out_does_not_come_back_by_itself(self) -> None:
		files = [found(make_case(number), f"{number}.docx") for number in (1, 2)]
		base, earlier = self.after(*files)
		chosen = replace(base, cases=base.cases[:1])
		merged = run(chosen, *files, earlier=earlier)
		assert (outcomes(merged)["2.docx"], merged.submission) == ("已删去", chosen)
		assert outcomes(run(chosen, *files, earlier=merged.receipts))["2.docx"] == "已删去"
		assert len(run(chosen, *files, earlier=earlier, may_replace=True).submission.cases) == 2

	def test_records_that_stand_twice_stay(self) -> None:
		base = replace(EMPTY, summaries=(summary("甲。"), summary("乙。")))
		assert run(base, found(make_case(1))).submission.summaries == base.summaries

	def test_lines_of_files_that_did_not_come_again(self) -> None:
		first = found(summary("一。"), "一.docx")
		base, earlier = self.after(first, found(make_case(1), "案例.docx"))
		second = run(base, found(summary("二。"), "二.docx", 20), earlier=earlier, may_replace=True)
		held = {key_of(each): "" for each in (*second.submission.summaries, *second.submission.cases)}
		kept = carried(earlier, second.receipts, held)
		assert {each.file: each.outcome for each in kept} == {"一.docx": "较早版本", "案例.docx": "收入"}
		gone = carried(earlier, second.receipts, {})
		assert {each.file: each.outcome for each in gone}["案例.docx"] == Outcome.REMOVED.value


class TestComparing:
	def test_white_space_makes_no_difference(self) -> None:
		one, other = summary("活动\t一百场。\n\n再来。"), summary("　　活动 一百场。\n再来。\n")
		assert checksum(one) == checksum(other)

	def test_blank_sections_make_no_difference(self) -> None:
		shorter = replace(summary(), sections=summary().sections[:2])
		blank = replace(summary(), sections=(*summary().sections[:2], SummarySection("五、", " ")))
		assert checksum(shorter) == checksum(blank)

	@pytest.mark.parametrize("record", [summary(), make_case(1), make_nominee(1)])
	def test_a_record_that_has_more_covers_one_that_has_less(self, record: Record) -> None:
		less = {"on_behalf_of": ""} if isinstance(record, AnnualSummary) else {}
		less = less or ({"title": ""} if record == make_case(1) else {"bio": ""})
		assert covers(record, replace(record, **less))
		assert not covers(replace(record, **less), record)

	def test_the_workbook_changes_no_checksum(self) -> None:
		sample = load_sample()
		read = read_workbook(write_workbook(sample.cycle, submission=sample), sample.cycle).submission
		for name in ("summaries", "cases", "nominees"):
			assert [checksum(each) for each in getattr(read, name)] == [
				checksum(each) for each in getattr(sample, name)
			]
