"""What may be called from outside stands in the ``api.py`` of its feature, and nowhere else."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import kepu_app
from kepu_app.access.allowed import METHODS, OWN_METHODS
from kepu_app.access.moved import MOVED

APP = Path(kepu_app.__file__).parent
CONTROLLERS = ("kepu", "doctype")


def opened(tree: ast.AST) -> list[ast.AST]:
	"""Everything that Frappe is told to let requests call, by whatever way it is told."""
	return [
		node
		for node in ast.walk(tree)
		if (isinstance(node, ast.Attribute) and node.attr == "whitelist")
		or (isinstance(node, ast.alias) and node.name == "whitelist")
	]


def is_api(path: Path) -> bool:
	return len(path.parts) == 2 and path.name == "api.py"


def misplaced(path: Path, source: str) -> int:
	"""How many endpoints a file has that belong into an ``api.py``. The methods of a DocType belong to its class."""
	if is_api(path) or path.parts[0] == "overrides":
		return 0
	tree = ast.parse(source)
	of_documents = [node for node in tree.body if isinstance(node, ast.ClassDef)]
	allowed = sum(len(opened(node)) for node in of_documents) if path.parts[:2] == CONTROLLERS else 0
	return len(opened(tree)) - allowed


def sources() -> dict[Path, str]:
	return {path.relative_to(APP): path.read_text(encoding="utf-8") for path in APP.rglob("*.py")}


def endpoints() -> set[str]:
	"""Dotted names of the functions in each ``api.py`` that requests may call."""
	return {
		f"kepu_app.{path.parts[0]}.api.{node.name}"
		for path, source in sources().items()
		if is_api(path)
		for node in ast.parse(source).body
		if isinstance(node, ast.FunctionDef) and any(opened(each) for each in node.decorator_list)
	}


def test_endpoints_stand_in_an_api() -> None:
	assert {
		str(path): found for path, source in sources().items() if (found := misplaced(path, source))
	} == {}


@pytest.mark.parametrize(
	("path", "source", "number"),
	[
		("review/forms.py", "@frappe.whitelist()\ndef facts(): ...", 1),
		("review/forms.py", "def facts(): ...\nfacts = frappe.whitelist(methods=['POST'])(facts)", 1),
		("review/forms.py", "from frappe import whitelist", 1),
		("review/more/api.py", "@frappe.whitelist()\ndef facts(): ...", 1),
		("review/api.py", "@frappe.whitelist()\ndef facts(): ...", 0),
		("overrides/lists.py", "@frappe.whitelist()\ndef facts(): ...", 0),
		("kepu/doctype/county/county.py", "class County:\n\t@frappe.whitelist()\n\tdef a(self): ...", 0),
		("kepu/doctype/county/county.py", "@frappe.whitelist()\ndef facts(): ...", 1),
	],
)
def test_an_endpoint_elsewhere_is_found(path: str, source: str, number: int) -> None:
	assert misplaced(Path(path), source) == number


def test_what_is_listed_as_the_app_s_own_is_there() -> None:
	assert set(OWN_METHODS) - endpoints() == set()


def test_an_old_name_leads_to_an_endpoint_and_stands_on_no_list() -> None:
	assert set(MOVED.values()) - endpoints() == set()
	assert set(MOVED) & (endpoints() | set(METHODS)) == set()
