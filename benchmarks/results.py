"""How the result of a benchmark is told, and where to; needs no Frappe.

A result is a dict with whatever was measured; ``missed`` in it lists in words which limits do not hold.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

Result = dict[str, Any]


def parser(description: str) -> argparse.ArgumentParser:
	"""Return a parser with the option that every benchmark has; a description keeps its line breaks."""
	found = argparse.ArgumentParser(
		description=description, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	found.add_argument("--json", type=lambda text: Path(text).resolve(), help="where to write the figures")
	return found


def tell(result: Result, options: argparse.Namespace, show: Callable[[Result], None]) -> int:
	"""Show the result, write it where the options say, and return the exit code: 1 if a limit is missed."""
	show(result)
	print(f"\n{os.cpu_count()} processors, load {', '.join(f'{each:.1f}' for each in os.getloadavg())}")
	print("MISSED: " + "; ".join(result["missed"]) if result["missed"] else "every limit holds")
	if options.json:
		options.json.write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
	return 1 if result["missed"] else 0
