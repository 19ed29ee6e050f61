"""What a release of Frappe needs to run, as its own files say: versions of Python and Node.

	needs.py FOLDER                 prints both, a line each: "python >=3.10,<3.13"
	needs.py FOLDER python 3.11.7   ends with 0 if that version will do, else with 1

FOLDER holds Frappe's pyproject.toml and package.json. Where it does not, the needs are those of Frappe 15.44.
Runs on any Python 3: it chooses the one that the rest runs on.
"""

import json
import re
import sys
from pathlib import Path

DEFAULTS = {"python": ">=3.10,<3.13", "node": ">=18"}

COMPARISONS = {
	">=": lambda have, want: have >= want,
	"<=": lambda have, want: have <= want,
	">": lambda have, want: have > want,
	"<": lambda have, want: have < want,
	"==": lambda have, want: have == want,
	"~=": lambda have, want: have >= want and have[: len(want) - 1] == want[:-1],
	"^": lambda have, want: have >= want and have[0] == want[0],
}


def read_needs(folder):
	"""By program the versions that will do, as comparisons joined by commas."""
	needs = dict(DEFAULTS)
	pyproject, package = Path(folder, "pyproject.toml"), Path(folder, "package.json")
	if pyproject.is_file():  # no tomllib before Python 3.11
		found = re.search(
			r'^requires-python\s*=\s*["\']([^"\']+)', pyproject.read_text(encoding="utf-8"), re.M
		)
		needs["python"] = found.group(1).strip() if found else needs["python"]
	if package.is_file():
		engines = json.loads(package.read_text(encoding="utf-8")).get("engines", {})
		needs["node"] = engines.get("node", needs["node"]).strip()
	return needs


def will_do(version, wanted):
	"""Whether a version like "v24.2.1" fulfils comparisons like ">=3.10,<3.13" or ">=18 <23".

	Raises:
		ValueError: a comparison or version that is not understood.
	"""
	have = _numbers(version)
	return any(all(_holds(have, each) for each in _clauses(part)) for part in wanted.split("||"))


def _clauses(wanted):
	return [each for each in re.split(r"\s*,\s*|(?<=[\dx*])\s+", wanted.strip()) if each]


def _holds(have, clause):
	found = re.fullmatch(r"(>=|<=|==|~=|>|<|\^)?\s*(v?\d+(?:\.\d+)*)(?:\.[x*])?", clause)
	if not found:
		raise ValueError(f"Not understood as a version: {clause}")
	comparison, want = found.group(1) or "==", _numbers(found.group(2))
	if comparison in ("==", "<=", ">"):  # of 3.12.4 as much as is told of 3.12
		have = have[: len(want)]
	return COMPARISONS[comparison](have, want)


def _numbers(version):
	found = re.match(r"v?(\d+(?:\.\d+)*)", version.strip())
	if not found:
		raise ValueError(f"Not understood as a version: {version}")
	return tuple(int(each) for each in found.group(1).split("."))


def main(arguments):
	needs = read_needs(arguments[0])
	if len(arguments) == 1:
		print("\n".join("{} {}".format(*each) for each in needs.items()))
		return 0
	program, version = arguments[1:]
	return 0 if will_do(version, needs[program]) else 1


if __name__ == "__main__":
	sys.exit(main(sys.argv[1:]))
