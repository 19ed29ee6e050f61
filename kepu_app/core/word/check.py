"""The check of a Word template that somebody uploads: all that is wrong with it, in words for that person."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any, get_args, get_origin, get_type_hints

from lxml import etree

from kepu_app.core.errors import InputError
from kepu_app.core.office import parse_part
from kepu_app.core.printing import prose
from kepu_app.core.sandbox import run_limited
from kepu_app.core.word.container import TemplateProblem, W, part_title, read_parts
from kepu_app.core.word.finish import Paper
from kepu_app.core.word.render import fill_template, static_problems

_TEXT = "样张文字＆<甲>&“乙”"
_LEVELS = "一、样张。样张。\n一、样张\n（一）样张。样张。\n（一）样张\n1.样张\n（1）样张\n"
_MANY, _LONG = 12, 400
"""Entries of each list and characters of each paragraph in the full sample: more than any limit allows."""

_FILE = "文件"
_LEFT_TAG = re.compile(r"\{\{|\{%|\{#")
_TEXT_HOLDERS = frozenset(("t", "delText", "instrText", "delInstrText"))


def check_template(content: bytes, paper_type: type[Paper]) -> list[TemplateProblem]:
	"""Everything that keeps a template from being used for this attachment; an empty list if nothing does.

	All of it happens in a child process with limits.

	Args:
		content: the uploaded file.
		paper_type: SummaryPaper, CaseBookPaper or NomineeListPaper.
	"""
	try:
		return run_limited(find_problems, content, paper_type, name=_FILE)
	except InputError as error:
		return [TemplateProblem(error.code, _FILE, error.message)]


def find_problems(content: bytes, paper_type: type[Paper]) -> list[TemplateProblem]:
	"""As ``check_template``, in this process.

	First the file is examined without running any of it: its form, what it would run or fetch, its tags and
	their fields. Only then it is filled, with a full-length sample and with an empty one.
	"""
	found = static_problems(content, paper_type)
	if not found:
		found = [
			*_trial_problems(content, sample_paper(paper_type, _MANY), "用完整内容试排"),
			*_trial_problems(content, sample_paper(paper_type, 0), "用空白内容试排"),
		]
	return list(dict.fromkeys(found))


def sample_paper(paper_type: type[Paper], size: int) -> Any:
	"""Return a paper with ``size`` entries in each list and long texts; with size 0 everything on it is
	blank."""
	return _sample(paper_type, size)


class _AnyLabel(dict[str, str]):
	"""Stands for fields that an administrator adds: there is one of every label, with the same text."""

	def __missing__(self, label: str) -> str:
		return self[""]


def _sample(kind: Any, size: int) -> Any:
	if get_origin(kind) is tuple:
		inner = get_args(kind)[0]
		return _sample_paragraphs(size) if inner is prose.Paragraph else (_sample(inner, size),) * size
	if get_origin(kind) is Mapping:
		return _AnyLabel({"": _sample(str, size)})
	if isinstance(kind, type) and dataclasses.is_dataclass(kind):
		return kind(**{name: _sample(each, size) for name, each in get_type_hints(kind).items()})
	return size if kind is int else _TEXT * min(size, 3)


def _sample_paragraphs(size: int) -> tuple[prose.Paragraph, ...]:
	long_text = (_TEXT * _LONG)[:_LONG]
	return tuple(prose.paragraphs((_LEVELS + long_text) * bool(size)))


def _trial_problems(content: bytes, paper: Paper, trial: str) -> list[TemplateProblem]:
	try:
		parts = read_parts(fill_template(content, paper))
	except (
		Exception
	) as error:  # whatever a stranger's file makes of two libraries is a finding about that file
		return [TemplateProblem("word.trial", trial, f"无法排出文件（{type(error).__name__}：{error}）")]
	found = []
	for name, part in parts.items():
		root = parse_part(part) if name.startswith("word/") and name.endswith(".xml") else None
		if root is not None:
			found += [
				TemplateProblem("word.trial", trial, f"{part_title(name)}：{message}")
				for message in _faults(root)
			]
	return found


def _faults(root: etree._Element) -> list[str]:
	"""Return what Word would not open or would not show, and tags that nothing has filled."""
	faults = []
	texts = [element.text or "" for element in root.iter(f"{{{W}}}t")]
	left = next((text for text in texts if _LEFT_TAG.search(text)), None)
	if left is not None:
		faults.append(f"此处的标签不会被替换：“{left[:40]}”")
	stray = _stray_text(root)
	if stray:
		faults.append(f"文字“{stray[:40]}”不在段落内，Word 无法显示")
	if any(table.find(f"{{{W}}}tr") is None for table in root.iter(f"{{{W}}}tbl")):
		faults.append("没有内容时表格会没有任何行，请保留表头行")
	return faults


def _stray_text(root: etree._Element) -> str:
	for element in root.iter(f"{{{W}}}*"):
		inside = "" if element.tag.rsplit("}", 1)[-1] in _TEXT_HOLDERS else element.text or ""
		found = (inside + (element.tail or "")).strip()
		if found:
			return found
	return ""
