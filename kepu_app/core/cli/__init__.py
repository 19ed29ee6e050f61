"""The ``kepu`` command: template, check, bundle, verify, count.

Exit codes: 0 all well; 1 the content breaks a rule, or a package does not match its manifest; 2 the
input cannot be used (wrong file, wrong arguments); 130 interrupted. Results go to standard output,
progress and errors to standard error; with ``--json`` standard output holds one JSON object, errors too.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from kepu_app import __version__
from kepu_app.core.cli import commands
from kepu_app.core.cli.output import Output
from kepu_app.core.errors import KepuError

BAD_INPUT = 2
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
	"""Runs one command; returns the exit code."""
	options = _parser().parse_args(arguments)
	output = Output(as_json=options.json)
	try:
		return options.run(options, output)
	except KepuError as error:
		output.failure(error)
	except OSError as error:
		output.system_failure(error)
	except KeyboardInterrupt:
		print("已中断，没有留下未完成的文件。", file=sys.stderr)
		return INTERRUPTED
	return BAD_INPUT


def _parser() -> argparse.ArgumentParser:
	parser = argparse.ArgumentParser(
		prog="kepu", description="全国科普示范县年度工作总结：填报模板、检查、汇总材料。"
	)
	parser.add_argument("--version", action="version", version=f"kepu_app {__version__}")
	subparsers = parser.add_subparsers(required=True, metavar="命令", title="命令")
	_add_template(subparsers)
	_add_check(subparsers)
	_add_bundle(subparsers)
	_add_verify(subparsers)
	_add_count(subparsers)
	return parser


def _command(
	subparsers: argparse._SubParsersAction[argparse.ArgumentParser],
	name: str,
	summary: str,
	run: Callable[[argparse.Namespace, Output], int],
) -> argparse.ArgumentParser:
	parser = subparsers.add_parser(name, help=summary, description=summary)
	parser.add_argument("--json", action="store_true", help="以JSON格式输出结果")
	parser.set_defaults(run=run)
	return parser


def _add_cycle(parser: argparse.ArgumentParser) -> None:
	parser.add_argument(
		"--cycle", type=Path, metavar="文件", help="年度配置（JSON）；不填则用随附的2024年度配置"
	)


def _add_template(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
	parser = _command(subparsers, "template", "生成一个省的填报工作簿", commands.template)
	parser.add_argument("--province", metavar="省份", help="省份名称或代码，例如 安徽省 或 340000")
	parser.add_argument("-o", "--output", type=Path, required=True, metavar="文件", help="要写入的.xlsx文件")
	_add_cycle(parser)


def _add_check(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
	parser = _command(subparsers, "check", "检查工作簿，一次列出全部问题", commands.check)
	parser.add_argument("workbook", type=Path, metavar="工作簿", help="填好的.xlsx文件")
	parser.add_argument("--strict", action="store_true", help="提醒也按错误处理")
	_add_cycle(parser)


def _add_bundle(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
	parser = _command(subparsers, "bundle", "检查工作簿并生成汇总材料（文件夹和压缩包）", commands.bundle)
	parser.add_argument("workbook", type=Path, metavar="工作簿", help="填好的.xlsx文件")
	parser.add_argument(
		"-o",
		"--output",
		type=Path,
		default=Path("."),
		metavar="文件夹",
		help="写到哪个文件夹（默认当前文件夹）",
	)
	parser.add_argument("--scans", type=Path, metavar="文件夹", help="盖章扫描件所在的文件夹")
	parser.add_argument("--draft", action="store_true", help="有错误也生成，标为草稿，不含盖章件")
	parser.add_argument(
		"--jobs", type=_positive, metavar="数目", help="同时打印的进程数（默认等于处理器核数）"
	)
	_add_cycle(parser)


def _add_verify(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
	parser = _command(subparsers, "verify", "核对汇总材料是否完整、未被改动", commands.verify)
	parser.add_argument("package", type=Path, metavar="汇总材料", help="文件夹或.zip压缩包")
	parser.add_argument(
		"--repacked", action="store_true", help="允许压缩包由其他软件重新打包，只核对其中的文件"
	)


def _add_count(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
	parser = _command(subparsers, "count", "统计文本的字数和字符数(不计空格)", commands.count)
	parser.add_argument(
		"file", nargs="?", default="-", metavar="文件", help="文本文件；“-”或不填则读标准输入"
	)


def _positive(value: str) -> int:
	number = int(value) if value.isascii() and value.isdigit() else 0
	if number < 1:
		raise argparse.ArgumentTypeError("应为正整数")
	return number
