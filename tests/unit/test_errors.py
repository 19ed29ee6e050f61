"""Errors keep what they say when they cross from a printing process, and have a home."""

from __future__ import annotations

import ast
import builtins
import pickle
from pathlib import Path

import pytest

import kepu_app
from kepu_app.core.errors import FontError, InputError, KepuError, PackageError


@pytest.mark.parametrize("error_type", [KepuError, InputError, FontError, PackageError])
def test_crosses_processes_whole(error_type: type[KepuError]) -> None:
	error = error_type("埇桥区 · 正文：没有字体", code="font.missing", place="埇桥区 · 正文")
	error.characters = "\U0003fffd"
	again = pickle.loads(pickle.dumps(error))
	assert type(again) is error_type
	assert str(again) == error.message
	assert again.as_dict() == {
		"code": "font.missing",
		"place": "埇桥区 · 正文",
		"message": "埇桥区 · 正文：没有字体",
	}
	assert again.characters == "\U0003fffd"


def test_every_error_that_leaves_its_module_is_in_one_of_two() -> None:
	app = Path(kepu_app.__file__).parent
	homes = {app / "exceptions.py", app / "core" / "errors.py"}
	kinds = {
		each.name
		for home in homes
		for each in ast.parse(home.read_text(encoding="utf-8")).body
		if isinstance(each, ast.ClassDef)
	}
	kinds |= {
		name
		for name, value in vars(builtins).items()
		if isinstance(value, type) and issubclass(value, BaseException)
	}
	elsewhere = [
		f"{path.relative_to(app)}: {each.name}"
		for path in app.rglob("*.py")
		if path not in homes
		for each in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
		if isinstance(each, ast.ClassDef) and not each.name.startswith("_") and _is_error(each, kinds)
	]
	assert elsewhere == []


def _is_error(found: ast.ClassDef, kinds: set[str]) -> bool:
	"""Whether a base is known as an error, or is named as Frappe names its own."""
	bases = [ast.unparse(each) for each in found.bases]
	return any(each.rpartition(".")[2] in kinds or each.endswith(("Error", "Exception")) for each in bases)
