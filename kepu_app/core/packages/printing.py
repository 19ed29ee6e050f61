"""Prints the papers of a package, in several processes at once."""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from pathlib import Path

from kepu_app.core.errors import FontError, PackageError
from kepu_app.core.model import AnnualSummary, County, ScanOf, Submission
from kepu_app.core.printing.fonts import installed_fonts
from kepu_app.core.printing.paper_models import (
	CaseBookPaper,
	NomineeListPaper,
	SummaryPaper,
	case_book_paper,
	nominee_list_paper,
	summary_paper,
)
from kepu_app.core.printing.pdf import render_pdf
from kepu_app.core.word import render_docx

FOLDERS = {ScanOf.SUMMARY: "1-工作总结", ScanOf.CASES: "2-典型案例", ScanOf.NOMINEES: "3-宣讲团人选"}
LONGEST_NAME = 160
"""Bytes of the part of a file's name that comes from the input; file systems take 255 with all the rest."""

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\ud800-\udfff]')

Paper = SummaryPaper | CaseBookPaper | NomineeListPaper


@dataclass(frozen=True)
class PaperFile:
	"""One paper to print: ``stem`` is its path in the package without the ending."""

	stem: str
	paper: Paper


@dataclass(frozen=True)
class Templates:
	"""Own templates by paper, where there are any: sources of the page, Word files, and style rules that
	are added to the page. Also folders with fonts, searched before those of the machine."""

	pages: Mapping[type[Paper], str] = field(default_factory=dict)
	words: Mapping[type[Paper], bytes] = field(default_factory=dict)
	styles: Mapping[type[Paper], str] = field(default_factory=dict)
	font_folders: tuple[Path, ...] = ()


SHIPPED = Templates()


def paper_files(submission: Submission) -> list[PaperFile]:
	"""Every paper of the package, in its order; no case book without cases, no list without nominees."""
	files = [_summary_file(submission, each) for each in submission.summaries]
	year, province = submission.cycle.year, safe_name(submission.province.name)
	if submission.cases:
		stem = f"{FOLDERS[ScanOf.CASES]}/{province}{year}年典型案例"
		files.append(PaperFile(stem, case_book_paper(submission)))
	if submission.nominees:
		stem = f"{FOLDERS[ScanOf.NOMINEES]}/{province}宣讲团人选建议名单"
		files.append(PaperFile(stem, nominee_list_paper(submission)))
	return _with_different_names(files)


def print_papers(
	files: list[PaperFile], folder: Path, jobs: int, templates: Templates = SHIPPED
) -> Iterator[PaperFile]:
	"""Write each paper as PDF and as Word file below ``folder``; yields it when it is there.

	Raises:
		FontError: a character that no installed font has.
		PackageError: a printing process was killed.
	"""
	jobs = min(jobs, len(files))
	if jobs <= 1:
		for file in files:
			print_paper(file, folder, templates)
			yield file
		return
	# A fork server, started before any font is open, is safe beside the threads of a progress bar.
	context = multiprocessing.get_context("forkserver")
	context.set_forkserver_preload([__name__])
	pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=start_worker)
	try:
		waiting = {pool.submit(print_paper, file, folder, templates): file for file in files}
		for future in as_completed(waiting):
			future.result()
			yield waiting[future]
	except BrokenProcessPool as error:
		raise PackageError("打印进程被中断，请重试", code="package.worker_lost") from error
	finally:
		pool.shutdown(cancel_futures=True)


def print_paper(file: PaperFile, folder: Path, templates: Templates = SHIPPED) -> None:
	"""Write one paper. The folder itself is not made, so that a process which outlived its build fails."""
	target, kind = folder / file.stem, type(file.paper)
	target.parent.mkdir(exist_ok=True)
	fonts = installed_fonts(templates.font_folders)
	try:
		pdf = render_pdf(file.paper, templates.pages.get(kind), templates.styles.get(kind, ""), fonts)
	except FontError as error:
		raise FontError(f"“{file.stem}”：{error.message}", code=error.code, place=file.stem) from error
	target.with_name(target.name + ".pdf").write_bytes(pdf)
	target.with_name(target.name + ".docx").write_bytes(render_docx(file.paper, templates.words.get(kind)))


def start_worker() -> None:
	"""Make a printing process leave interrupts to its parent and end together with it."""
	signal.signal(signal.SIGINT, signal.SIG_IGN)
	threading.Thread(target=_end_with_parent, daemon=True).start()


def county_stem(county: County) -> str:
	"""341302-埇桥区"""
	return safe_name(f"{county.code}-{county.name}" if county.name != county.code else county.code)


def safe_name(name: str) -> str:
	"""Return a name that every file system takes, Windows' among them."""
	cut = _FORBIDDEN.sub("_", name).encode("utf-8")[:LONGEST_NAME].decode("utf-8", "ignore")
	return cut.strip(". ") or "_"


def _end_with_parent() -> None:
	"""End with the parent: a killed build must not leave processes that go on printing."""
	parent = multiprocessing.parent_process()
	if parent is not None:
		parent.join()
		os._exit(1)


def _summary_file(submission: Submission, summary: AnnualSummary) -> PaperFile:
	code = summary.county_code
	# A draft may hold a summary of a county that is not in the list: it is printed under its code.
	county = submission.county(code) or County(code=code, name=code)
	stem = f"{FOLDERS[ScanOf.SUMMARY]}/{county_stem(county)}-{submission.cycle.year}年工作总结"
	return PaperFile(stem, summary_paper(submission.cycle, submission.province, county, summary))


def _with_different_names(files: list[PaperFile]) -> list[PaperFile]:
	"""Numbers papers of one name, which only a draft can have; upper and lower case are one on Windows."""
	times: Counter[str] = Counter()
	result = []
	for file in files:
		times[file.stem.casefold()] += 1
		number = times[file.stem.casefold()]
		result.append(file if number == 1 else replace(file, stem=f"{file.stem}-{number}"))
	return result
