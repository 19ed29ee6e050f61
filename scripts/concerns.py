"""What is to be defined once, each with a pattern that finds its definitions; ``metrics.py`` counts them.

A pattern describes what a second definition would look like, whatever its name. ``tests/unit/test_concerns.py`` holds
each concern at its number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatch

SITE, DESK, BENCHMARKS = "kepu_app/*.py", "kepu_app/*.js", "benchmarks/*.py"
TESTS = ("tests/site/*.py", "tests/browser/*.py")
CORE = "kepu_app/core/*"
EXCEPTION = r"^class [A-Z]\w*\((\w+\.)*\w*(Error|Exception|Warning)\):"


@dataclass(frozen=True)
class Concern:
	"""One thing that the code decides, names or does.

	Args:
		name: what it is about.
		defined_by: what a definition of it looks like, in words.
		pattern: finds a definition; ``^`` and ``$`` are those of a line.
		files: patterns of paths; ``*`` stands for folders, too.
		without: patterns of paths that are left out.
		number: of definitions that there are to be.
		once_a_file: whether several in one file count as one.
	"""

	name: str
	defined_by: str
	pattern: str
	files: tuple[str, ...] = (SITE,)
	without: tuple[str, ...] = ()
	number: int = 1
	once_a_file: bool = False

	def places(self, texts: Mapping[str, str]) -> list[str]:
		"""Return where the definitions stand, as path and line.

		Args:
			texts: of all files, by path.
		"""
		found = []
		for path, text in texts.items():
			if self._is_meant(path):
				matches = list(re.finditer(self.pattern, text, re.MULTILINE))
				found += [_place(path, text, each) for each in matches[: 1 if self.once_a_file else None]]
		return found

	def _is_meant(self, path: str) -> bool:
		is_in = any(fnmatch(path, each) for each in self.files)
		return is_in and not any(fnmatch(path, each) for each in self.without)


def _place(path: str, text: str, match: re.Match[str]) -> str:
	return f"{path}:{text.count(chr(10), 0, match.start()) + 1}"


CONCERNS = (
	Concern(
		"background run with progress",
		"names of the states that a run is in",
		r'^[A-Z_, ]+ = .*"Running".*"Interrupted"',
	),
	Concern("lock of a background job", "a named lock of the database", r"\bget_lock\("),
	Concern(
		"JavaScript poller",
		"a timer that comes round again",
		r"\bsetInterval\(|\btimer = setTimeout\(|\bsetTimeout\(\(?\)? ?(=> )?(this\.)?(ask|check|follow|poll|refresh|step)\b",
		(DESK,),
	),
	Concern(
		"a county's deadline",
		"the province's own day, else the national one",
		r"^def county_deadline\(|\bcounty_deadline\s+or\b",
	),
	Concern(
		"a county's deadline in a query", "the same by Coalesce", r"(?i)\bcoalesce\([^)]*county_deadline"
	),
	Concern("met or not met, in the core", "a threshold compared", r"\.holds\("),
	Concern("met or not met, as stored", "the two stored words", r'= "Met", "Not Met"$'),
	Concern(
		"sent or accepted",
		"the pair of states",
		r"[(\[]SENT, ACCEPTED[)\]]|[(\[]\"Sent\", \"Accepted\"[)\]]",
		(SITE, DESK),
	),
	Concern(
		"coercion by field type",
		"a table or condition with Currency",
		r'[({,\t ]"Currency"[:,)]',
		without=("*/links.py",),
	),
	Concern(
		"exceptions of the site",
		"a module with public exceptions",
		EXCEPTION,
		without=(CORE,),
		once_a_file=True,
	),
	Concern(
		"exceptions of the core",
		"a module with public exceptions",
		EXCEPTION,
		(CORE,),
		once_a_file=True,
	),
	Concern("download header", "a file's name in the header", r"filename\*=UTF-8"),
	Concern(
		"names of the DocTypes with a workflow",
		"a constant for one of them",
		r'^[A-Z_]+(, [A-Z_]+)* = "(Annual Summary|Typical Case|Speaker Nominee|Provincial Submission)"',
		once_a_file=True,
	),
	Concern("JavaScript escape", "a way to make text harmless in HTML", r"\bescape_html\(|&lt;", (DESK,)),
	Concern(
		"main and --json of a benchmark",
		"the option --json",
		r'add_argument\("--json"',
		(BENCHMARKS,),
	),
	Concern(
		"mail account of tests",
		"an Email Account that is made",
		r'(new_doc\(|"?doctype"?[:=] ?)"Email Account"',
		TESTS,
	),
	Concern(
		"acting as another user in tests",
		"the session's user, remembered",
		r"\b\w+ = frappe\.session\.user$",
		TESTS,
	),
	Concern(
		"registry of replaced functions, Python",
		"a table of Frappe's functions",
		r"^[A-Z_]+: dict\[str, Replacement\] = ",
		once_a_file=True,
	),
	Concern(
		"registry of replaced functions, JavaScript",
		"a function that replaces those of the Desk",
		r"\bkepu\.override = |\b(frappe(\.\w+)+|prototype\.\w+|prototype) = (async )?(function\b|\()",
		(DESK,),
	),
	Concern(
		"endpoints outside api.py",
		"a function that requests may call",
		r"^@?frappe\.whitelist\b|^@whitelist\b",
		without=("kepu_app/*/api.py", "kepu_app/overrides/*"),
		number=0,
	),
	Concern("loggers of the site", "Frappe's logger asked for", r"\bfrappe\.logger\(", without=(CORE,)),
)
