"""The ``kepu`` command: collect, template, check, bundle, rank, verify, count.

Exit codes:

* 0: success
* 1: the content breaks a rule, a package does not match its manifest, or a received file needs a person
* 2: the input cannot be used (wrong file, wrong arguments)
* 130: interrupted

Results go to standard output, progress and errors to standard error. With ``--json`` standard output holds
one JSON object, errors too.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

from kepu_app.core.cli.arguments import parser
from kepu_app.core.cli.output import Output
from kepu_app.core.errors import KepuError

BAD_INPUT = 2
INTERRUPTED = 130
PIPE_CLOSED = 141
_MODULES = {"count": "counting", "collect": "collecting", "rank": "ranking"}


def main(arguments: Sequence[str] | None = None) -> int:
	"""Run one command; return the exit code. SystemExit only for ``--help`` and ``--version``."""
	given = sys.argv[1:] if arguments is None else list(arguments)
	output = Output(as_json="--json" in given)
	try:
		options = parser().parse_args(given)
		module = _MODULES.get(options.command, "commands")
		run = getattr(importlib.import_module(f"{__name__}.{module}"), options.command)
		code: int = run(options, output)
		return code
	except KepuError as error:
		output.failure(error)
	except BrokenPipeError:
		# The reader has closed the pipe (kepu check … | head): the flush at exit must not fail again.
		os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
		return PIPE_CLOSED
	except OSError as error:
		output.system_failure(error)
	except KeyboardInterrupt:
		print("已中断，没有留下未完成的文件。", file=sys.stderr)
		return INTERRUPTED
	return BAD_INPUT
