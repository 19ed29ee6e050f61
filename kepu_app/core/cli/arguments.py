"""The arguments of ``kepu``, with help and errors in Chinese."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import NoReturn, TypeAlias

from kepu_app import __version__
from kepu_app.core.errors import InputError

_MESSAGES = tuple(
	(re.compile(pattern, re.DOTALL), chinese)
	for pattern, chinese in (
		(r"the following arguments are required: (.+)", r"缺少参数：\1"),
		(r"unrecognized arguments: (.+)", r"不认识的参数：\1"),
		(r"argument (.+?): expected one argument", r"参数“\1”后面要有一个值"),
		(r"argument (.+?): ignored explicit argument (.+)", r"参数“\1”后面不能有值\2"),
		(r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)", r"没有\2这个\1，可用的有：\3"),
		(r"argument (.+?): (.+)", r"参数“\1”：\2"),
	)
)
"""argparse's messages and their translation."""


_Subparsers: TypeAlias = "argparse._SubParsersAction[Parser]"


class Parser(argparse.ArgumentParser):
	"""An ArgumentParser in Chinese whose caller prints errors and exits."""

	def __init__(self, **options: object) -> None:
		super().__init__(**options, add_help=False, allow_abbrev=False, formatter_class=_Formatter)  # type: ignore[arg-type]
		self.needed = self.add_argument_group("参数")
		self.optional = self.add_argument_group("选项")
		self.optional.add_argument("-h", "--help", action="help", help="显示这份说明")

	def error(self, message: str) -> NoReturn:
		"""Raise InputError for arguments that cannot be used."""
		translated = next(
			(
				found.expand(chinese)
				for pattern, chinese in _MESSAGES
				if (found := pattern.fullmatch(message))
			),
			message,
		)
		raise InputError(f"{translated}（用法见 {self.prog} --help）", code="arguments", place=self.prog)


class _Formatter(argparse.HelpFormatter):
	"""Puts help below its argument: columns would be misaligned, since argparse takes a Chinese character to
	be as wide as a letter."""

	def __init__(self, prog: str) -> None:
		super().__init__(prog, max_help_position=8)

	def add_usage(self, usage, actions, groups, prefix=None) -> None:  # type: ignore[no-untyped-def]
		super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)

	def _format_action(self, action: argparse.Action) -> str:
		"""Omit the line that repeats the title of the list of commands."""
		text = super()._format_action(action)
		return text.split("\n", 1)[1] if isinstance(action, argparse._SubParsersAction) else text


def parser() -> Parser:
	"""Return the parser of all commands; the parsed options hold the command's name as ``command``."""
	result = Parser(
		prog="kepu",
		description="全国科普示范县年度工作总结：收件、填报模板、检查、汇总材料、评估排名、核对、统计字数。",
	)
	result.optional.add_argument(
		"--version", action="version", version=f"kepu_app {__version__}", help="显示版本"
	)
	subparsers = result.add_subparsers(required=True, metavar="命令", title="命令", parser_class=Parser)
	for add in (_add_collect, _add_template, _add_check, _add_bundle, _add_rank, _add_verify, _add_count):
		add(subparsers)
	return result


def _command(subparsers: _Subparsers, name: str, summary: str) -> Parser:
	result: Parser = subparsers.add_parser(name, help=summary, description=summary)
	result.optional.add_argument("--json", action="store_true", help="以JSON格式输出结果")
	result.set_defaults(command=name)
	return result


def _add_cycle(command: Parser) -> None:
	command.optional.add_argument(
		"--cycle", type=Path, metavar="文件", help="年度配置（JSON）；不填则用随附的2024年度配置"
	)


def _add_workbook(command: Parser) -> None:
	command.needed.add_argument("workbook", type=Path, metavar="工作簿", help="填好的.xlsx文件")


def _add_collect(subparsers: _Subparsers) -> None:
	command = _command(subparsers, "collect", "把收到的Word文件收入工作簿，列出收件清单")
	command.needed.add_argument(
		"sources", type=Path, nargs="+", metavar="收到的文件", help="文件夹、.zip压缩包或单个文件，可以有几个"
	)
	command.optional.add_argument(
		"-o",
		"--output",
		type=Path,
		required=True,
		metavar="工作簿",
		help="要填写的.xlsx工作簿，没有则新建（必填）",
	)
	_add_province(command)
	command.optional.add_argument(
		"--scans",
		type=Path,
		metavar="文件夹",
		help="盖章扫描件放到哪个文件夹（默认为工作簿旁边的“…-盖章件”）",
	)
	command.optional.add_argument(
		"--replace", action="store_true", help="用较新的文件替换先前收入的版本；手工填写的内容不会被替换"
	)
	_add_cycle(command)


def _add_province(command: Parser) -> None:
	command.optional.add_argument("--province", metavar="省份", help="省份名称或代码，例如 安徽省 或 340000")


def _add_template(subparsers: _Subparsers) -> None:
	command = _command(subparsers, "template", "生成一个省的填报工作簿")
	command.optional.add_argument(
		"-o", "--output", type=Path, required=True, metavar="文件", help="要写入的.xlsx文件（必填）"
	)
	_add_province(command)
	command.optional.add_argument("--force", action="store_true", help="文件已经存在时覆盖")
	_add_cycle(command)


def _add_check(subparsers: _Subparsers) -> None:
	command = _command(subparsers, "check", "检查工作簿，一次列出全部问题")
	_add_workbook(command)
	command.optional.add_argument("--strict", action="store_true", help="提醒也按错误处理")
	_add_cycle(command)


def _add_bundle(subparsers: _Subparsers) -> None:
	command = _command(subparsers, "bundle", "检查工作簿并生成汇总材料（文件夹和压缩包）")
	command.needed.add_argument(
		"workbook",
		type=Path,
		metavar="工作簿",
		help="填好的.xlsx文件；或收到的文件所在的文件夹、压缩包，先收件再生成",
	)
	_add_province(command)
	command.optional.add_argument(
		"-o",
		"--output",
		type=Path,
		default=Path(),
		metavar="文件夹",
		help="写到哪个文件夹（默认当前文件夹）",
	)
	command.optional.add_argument("--scans", type=Path, metavar="文件夹", help="盖章扫描件所在的文件夹")
	command.optional.add_argument(
		"--codes", action="store_true", help="在页脚印小二维码，盖章扫描件按它自动拆分、归位"
	)
	command.optional.add_argument("--draft", action="store_true", help="有错误也生成，标为草稿，不含盖章件")
	command.optional.add_argument(
		"--jobs", type=_positive, metavar="数目", help="同时打印的进程数（默认等于处理器核数）"
	)
	_add_cycle(command)


def _add_rank(subparsers: _Subparsers) -> None:
	command = _command(subparsers, "rank", "按工作簿“综合评估”表中的评分排出各县名次，生成评分汇总表")
	_add_workbook(command)
	command.optional.add_argument(
		"-o",
		"--output",
		type=Path,
		action="append",
		default=[],
		metavar="文件",
		help="写入评分汇总表，.pdf或.xlsx，可以写几次；有 --prepare 时是要生成的工作簿",
	)
	command.optional.add_argument(
		"--prepare",
		metavar="专家",
		help="不排名，而是给工作簿加上“综合评估”表：评审专家的姓名，用逗号或顿号隔开",
	)
	command.optional.add_argument(
		"--items",
		default="totals",
		metavar="评分表",
		help="加上的表按什么打分：totals 每县一个总分（默认），standard 对照测评标准逐项打分",
	)
	command.optional.add_argument("--force", action="store_true", help="文件已经存在时覆盖")
	_add_cycle(command)


def _add_verify(subparsers: _Subparsers) -> None:
	command = _command(subparsers, "verify", "核对汇总材料是否完整、未被改动")
	command.needed.add_argument("package", type=Path, metavar="汇总材料", help="文件夹或.zip压缩包")
	command.optional.add_argument(
		"--repacked", action="store_true", help="允许压缩包由其他软件重新打包，只核对其中的文件"
	)


def _add_count(subparsers: _Subparsers) -> None:
	command = _command(subparsers, "count", "统计文本或Word文件的字数和字符数(不计空格)")
	command.needed.add_argument(
		"file", nargs="?", default="-", metavar="文件", help="文本文件或Word文件；“-”或不填则读标准输入"
	)


def _positive(value: str) -> int:
	number = int(value) if value.isascii() and value.isdigit() else 0
	if number < 1:
		raise argparse.ArgumentTypeError("应为正整数")
	return number
