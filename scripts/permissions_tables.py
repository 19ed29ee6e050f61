"""Writes the tables of docs/permissions.md anew from the code: python scripts/permissions_tables.py"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from kepu_app.access.allowed import DOCTYPES, GUEST_METHODS, GUEST_PAGES, OWN_METHODS, PAGES, desk
from kepu_app.access.allowed.method import Method

CHECKOUT = Path(__file__).parents[1]
PAGE = CHECKOUT / "docs/permissions.md"
ROLES = (
	"Kepu County Reporter",
	"Kepu City Reviewer",
	"Kepu Provincial Approver",
	"Kepu National Officer",
	"Kepu Administrator",
	"Kepu Assessor",
)
BEGIN, END = "<!-- begin: {0} -->", "<!-- end: {0} -->"
RIGHTS = {"read": "r", "write": "w", "create": "c", "delete": "d"}
LAYOUT = ("Column Break", "Section Break", "Tab Break")
AREAS = {
	"Documents and forms": desk.DOCUMENTS,
	"Lists and searches": desk.LISTS,
	"Reports, charts, figures": desk.REPORTS,
	"Printing": desk.PAPER,
	"Files": desk.FILES_CALLS,
	"Around it": desk.AROUND,
	"The app's own": OWN_METHODS,
	"Guests, and everybody": GUEST_METHODS,
}


def tables() -> dict[str, str]:
	"""Return the page's tables by their names."""
	return {
		"rights": _table(("", *(each.removeprefix("Kepu ") for each in ROLES)), _rights()),
		"methods": _table(("Area", "Methods"), _methods()),
		"doctypes": _table(("DocType of Frappe", "May"), _doctypes()),
		"pages": f"Guests: {_pages(GUEST_PAGES)}. People of the app also: {_pages(PAGES[len(GUEST_PAGES) :])}.",
	}


def written(page: str) -> str:
	"""Return the page with the tables of now."""
	for name, table in tables().items():
		begin, end = BEGIN.format(name), END.format(name)
		before, _begin, rest = page.partition(begin)
		_old, _end, after = rest.partition(end)
		page = f"{before}{begin}\n\n{table}\n\n{end}{after}"
	return page


def _rights() -> Iterator[tuple[str, ...]]:
	for path in sorted((CHECKOUT / "kepu_app/kepu/doctype").glob("*/*.json")):
		doctype = json.loads(path.read_text(encoding="utf-8"))
		for level in _levels(doctype):
			given = [_letters(doctype["permissions"], role, level) for role in ROLES]
			if level or any(given):
				yield _with_fields(doctype, level), *given


def _levels(doctype: dict) -> list[int]:
	"""Return the permission levels of a DocType's fields; everything that says nothing of one is at level 0."""
	return sorted({0, *(field.get("permlevel", 0) for field in doctype["fields"])})


def _with_fields(doctype: dict, level: int) -> str:
	"""Return the DocType's name, and above level 0 the fields that have the level."""
	fields = [
		each["fieldname"]
		for each in doctype["fields"]
		if each.get("permlevel", 0) == level and each["fieldtype"] not in LAYOUT
	]
	return f"{doctype['name']}: {', '.join(f'`{each}`' for each in fields)}" if level else doctype["name"]


def _letters(rows: Iterable[dict], role: str, level: int) -> str:
	held = [row for row in rows if row["role"] == role and row.get("permlevel", 0) == level]
	return "".join(letter for right, letter in RIGHTS.items() if any(row.get(right) for row in held))


def _methods() -> Iterator[tuple[str, str]]:
	for area, methods in AREAS.items():
		by_module: dict[str, list[str]] = {}
		for name, method in methods.items():
			module, _dot, function = name.rpartition(".")
			by_module.setdefault(module, []).append(_marked(function, method))
		texts = [
			f"`{module}`: {', '.join(names)}" if module else ", ".join(names)
			for module, names in by_module.items()
		]
		yield area, "<br>".join(texts)


def _marked(function: str, method: Method) -> str:
	"""Return an asterisk where it is not called by GET."""
	return function if "GET" in method.verbs else f"{function}*"


def _doctypes() -> Iterator[tuple[str, str]]:
	for name, does in DOCTYPES.items():
		yield name, ", ".join(each for each in RIGHTS if each in does)


def _pages(paths: Iterable[str]) -> str:
	return ", ".join(f"`/{each}`" for each in paths)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
	lines = [list(head), *(list(row) for row in rows)]
	lines.insert(1, ["---"] * len(lines[0]))
	return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
	PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
