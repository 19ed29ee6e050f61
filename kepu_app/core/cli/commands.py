"""The commands of ``kepu`` that read workbooks and packages; each returns its exit code."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rich.table import Table

from kepu_app.core.breaches import Breach, Severity
from kepu_app.core.cli.collecting import Run, collect_into, is_received, run_json, run_lines
from kepu_app.core.cli.options import chosen_cycle, chosen_province
from kepu_app.core.cli.output import Output, shortened, table
from kepu_app.core.cycle import Cycle
from kepu_app.core.errors import InputError
from kepu_app.core.files import write_whole
from kepu_app.core.model import Submission
from kepu_app.core.packages import BuiltPackage, Verification, build_package, verify_package
from kepu_app.core.packages.scans import place_scans
from kepu_app.core.printing.fonts import uncovered
from kepu_app.core.rules import FAR_TOO_LONG, check_submission, has_errors
from kepu_app.core.workbooks import WorkbookContent, read_workbook, write_workbook

FINE = 0
BROKEN = 1


def template(options: argparse.Namespace, output: Output) -> int:
	"""Write an empty workbook for a province; never overwrite one, it may be filled in."""
	if options.output.exists() and not options.force:
		name = options.output.name
		raise InputError(f"“{name}”已经存在；要覆盖请加 --force", code="file.exists", place=name)
	content = write_workbook(chosen_cycle(options), chosen_province(options.province))
	write_whole(options.output, content)
	output.result({"ok": True, "path": str(options.output)}, f"已生成填报工作簿：{options.output}")
	return FINE


def check(options: argparse.Namespace, output: Output) -> int:
	"""List every breach with sheet, cell, value and rule."""
	content, breaches = _checked(options, output)
	is_fine = not (breaches if options.strict else has_errors(breaches))
	output.result(
		{
			"ok": is_fine,
			"breaches": [_breach_json(content, breach) for breach in breaches],
			"notes": [each.as_dict() for each in content.notes],
		},
		*_breach_table(content, breaches),
		*_notes(content),
		_verdict(breaches),
	)
	return FINE if is_fine else BROKEN


def bundle(options: argparse.Namespace, output: Output) -> int:
	"""Check a workbook or received files, and build its package; with errors only as a draft."""
	run = _collected(options, output) if is_received(options.workbook) else None
	waiting = run.collected.for_a_person if run else ()
	content, breaches = _checked(options, output)
	is_printable = not any(each.code == FAR_TOO_LONG for each in breaches)
	if (has_errors(breaches) or waiting) and not (options.draft and is_printable):
		problem = _verdict(breaches) if has_errors(breaches) else f"有{len(waiting)}个文件需要处理。"
		output.result(
			{
				"ok": False,
				"breaches": [_breach_json(content, each) for each in breaches],
				**({"collected": run_json(run)} if run else {}),
			},
			*(run_lines(run) if run else []),
			*_breach_table(content, breaches),
			f"{problem}没有生成汇总材料；需要草稿请加 --draft。",
		)
		return BROKEN
	submission = content.submission
	remarks: tuple[str, ...] = ()
	if options.codes:
		submission = replace(submission, province=replace(submission.province, paper_codes=True))
	if options.scans:
		placed = place_scans(options.scans, submission)
		submission, remarks = replace(submission, scans=placed.scans), placed.remarks
	with output.progress("正在打印") as progress:
		built = build_package(
			submission,
			options.output,
			breaches=breaches,
			draft=options.draft,
			jobs=options.jobs,
			progress=progress,
		)
	_show_package(output, content, breaches, built, run, [*remarks, *_size_remark(submission.cycle, built)])
	return FINE


def _collected(options: argparse.Namespace, output: Output) -> Run:
	"""Collect a folder into a workbook beside the package, which is then built from it."""
	received, province = options.workbook, chosen_province(options.province)
	options.workbook = options.output / f"{received.resolve().stem}.xlsx"
	cycle = chosen_cycle(options)
	run = collect_into([received], options.workbook, cycle, province, output)
	if run.scans.is_dir() and not options.scans:
		options.scans = run.scans
	return run


def verify(options: argparse.Namespace, output: Output) -> int:
	"""Compare a package with its manifest."""
	with output.progress("正在核对") as progress:
		result = verify_package(options.package, progress)
	is_fine = result.is_intact or (options.repacked and result.is_content_intact)
	rows = [
		*(("被改动", path) for path in result.changed),
		*(("缺少", path) for path in result.missing),
		*(("多出", path) for path in result.extra),
	]
	output.result(
		{
			"ok": is_fine,
			"changed": result.changed,
			"missing": result.missing,
			"extra": result.extra,
			"repacked": result.repacked,
			"by_catch": result.by_catch,
			"files": len(result.manifest.files),
		},
		*([table("核对结果", ("情况", "文件"), rows)] if rows else []),
		_verify_sentence(result, is_fine),
		*([f"说明：系统留下的文件没有计入：{'、'.join(result.by_catch)}。"] if result.by_catch else []),
	)
	return FINE if is_fine else BROKEN


def _checked(options: argparse.Namespace, output: Output) -> tuple[WorkbookContent, list[Breach]]:
	cycle = chosen_cycle(options)
	with output.progress("正在检查"):
		content = read_workbook(options.workbook, cycle)
		return content, _in_order(content, check_submission(content.submission, uncovered))


def _in_order(content: WorkbookContent, breaches: Sequence[Breach]) -> list[Breach]:
	"""Sort as a clerk goes through the workbook: sheet by sheet, row by row."""
	cells = [content.locate(breach.place) for breach in breaches]
	sheets = list(dict.fromkeys(cell.sheet for cell in cells))
	places = [(sheets.index(cell.sheet), cell.row, cell.column) for cell in cells]
	return [breaches[number] for number in sorted(range(len(breaches)), key=places.__getitem__)]


def _breach_table(content: WorkbookContent, breaches: Sequence[Breach]) -> list[Table]:
	headings = ("级别", "工作表", "单元格", "内容", "问题")
	rows = [_breach_row(content, breach) for breach in breaches]
	return [table("检查结果", headings, rows)] if rows else []


def _notes(content: WorkbookContent) -> list[str]:
	return [f"说明：{each.message}" for each in content.notes]


def _breach_row(content: WorkbookContent, breach: Breach) -> tuple[str, ...]:
	cell = content.locate(breach.place)
	# The sheet has a column of its own; the table would break the line at a blank.
	message = breach.message.removeprefix(f"{breach.place.kind.value} · ").replace(" · ", "·")
	return breach.severity.value, cell.sheet, cell.coordinate, shortened(breach.value), message


def _breach_json(content: WorkbookContent, breach: Breach) -> dict[str, Any]:
	cell = content.locate(breach.place)
	return {
		"code": breach.code,
		"severity": breach.severity.name.lower(),
		"sheet": cell.sheet,
		"cell": cell.coordinate,
		"place": breach.place.label,
		"value": breach.value,
		"limit": breach.limit,
		"message": breach.message,
		**({"fix": breach.fix} if breach.fix else {}),
	}


def _verdict(breaches: Sequence[Breach]) -> str:
	errors = sum(each.severity is Severity.ERROR for each in breaches)
	if not breaches:
		return "检查通过，没有发现问题。"
	return f"共{errors}个错误、{len(breaches) - errors}个提醒。"


def _show_package(
	output: Output,
	content: WorkbookContent,
	breaches: Sequence[Breach],
	built: BuiltPackage,
	run: Run | None,
	remarks: Sequence[str],
) -> None:
	draft = built.manifest.facts["draft"]
	output.result(
		{
			"ok": True,
			"folder": str(built.folder),
			"archive": str(built.archive),
			"sha256": built.sha256,
			"remarks": list(remarks),
			**built.manifest.facts,
			**({"collected": run_json(run)} if run else {}),
		},
		*(run_lines(run) if run else []),
		table(
			built.folder.name,
			("项目", "数量", "应有或上限", "说明"),
			_package_rows(content.submission, built),
		),
		f"文件夹：{built.folder}",
		f"压缩包：{built.archive}",
		f"SHA-256：{built.sha256}",
		*_notes(content),
		*(f"提醒：{each}。" for each in remarks),
		*(["说明：这是草稿，不含盖章扫描件，不能报送。"] if draft else []),
		_verdict(breaches),
	)


def _size_remark(cycle: Cycle, built: BuiltPackage) -> list[str]:
	"""Say what a package is too large for; the size is the cycle's."""
	size, limit = built.archive.stat().st_size, cycle.mail_megabytes
	if size <= limit << 20:
		return []
	return [
		f"压缩包有{size / (1 << 20):.1f} MB，超过邮件附件通常的{limit} MB上限，请分卷、降低扫描分辨率或改用其他方式报送"
	]


def _package_rows(submission: Submission, built: BuiltPackage) -> list[tuple[object, ...]]:
	cycle, counts = submission.cycle, built.manifest.facts["counts"]
	return [
		("示范县", counts["counties"], "", ""),
		("工作总结", counts["summaries"], counts["counties"], _lengths(submission)),
		("未报送（已说明原因）", counts["missing"], "", ""),
		("典型案例", counts["cases"], cycle.quotas.cases, f"每个不超过{cycle.limits.case}字"),
		("宣讲团人选", counts["nominees"], cycle.quotas.nominees, f"简介不超过{cycle.limits.bio}字"),
		("盖章扫描件", counts["scans"], "", ""),
		("文件", len(built.manifest.files) + 1, "", f"压缩包{built.archive.stat().st_size / 1e6:.1f} MB"),
	]


def _lengths(submission: Submission) -> str:
	cycle = submission.cycle
	counts = [cycle.counting_method.measure(each.text) for each in submission.summaries]
	return f"{min(counts)}-{max(counts)}字，上限{cycle.limits.summary}字" if counts else ""


def _verify_sentence(result: Verification, is_fine: bool) -> str:
	if is_fine:
		return f"核对无误：清单和全部{len(result.manifest.files)}个文件与生成时一致。"
	if result.is_content_intact:
		return (
			"文件内容与清单一致，但压缩包本身不是生成时的原样（可能重新压缩过）；可加 --repacked 只核对文件。"
		)
	return (
		f"核对不符：{len(result.changed)}个被改动，{len(result.missing)}个缺少，{len(result.extra)}个多出。"
	)
