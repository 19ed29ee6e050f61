"""What the app's scripts declare to be replaced of Frappe's, read from their text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import kepu_app

APP = Path(kepu_app.__file__).parent
REGISTRY = APP / "public/js/desk/overrides.js"
CALL = re.compile(r"\bkepu\.override(?:_class)?\(")
_NAME_OR_TEXT = r'(?:"(?P<{0}_text>[^"]*)"|(?P<{0}_name>\w+))'
_DECLARATION = re.compile(
	CALL.pattern
	+ rf"\s*(?:\[(?P<object>[\w.]+), {_NAME_OR_TEXT.format('part')}\]|{_NAME_OR_TEXT.format('target')}),"
	+ rf"\s*\{{\s*reason(?:: {_NAME_OR_TEXT.format('reason')})?"
	+ r'(?:, versions: \[(?P<versions>[\d, ]*)\])?(?:, comes: "(?P<comes>[^"]*)")?,?\s*\},'
)
_READ_FOR = re.compile(r"const READ_FOR = \[([\d, ]+)\];")


@dataclass(frozen=True)
class Declared:
	"""A call of ``kepu.override``."""

	place: str
	target: str
	reason: str
	versions: tuple[int, ...]
	comes: str
	of_one_object: bool


def scripts() -> list[Path]:
	"""Return all scripts of the app but the registry itself and what bench has built."""
	return [
		each
		for each in sorted(APP.rglob("*.js"))
		if each != REGISTRY and not {"dist", "node_modules"} & set(each.relative_to(APP).parts)
	]


def read_for() -> tuple[int, ...]:
	"""Return the main versions of Frappe that the registry was read for."""
	return _numbers(_READ_FOR.search(REGISTRY.read_text(encoding="utf-8"))[1])


def declared() -> list[Declared]:
	"""Return every declaration, in the order of files."""
	return [each for script in scripts() for each in _declared_in(script)]


def _declared_in(script: Path) -> Iterator[Declared]:
	text = script.read_text(encoding="utf-8")
	for found in _DECLARATION.finditer(text):
		before = text[: found.start()]
		which = "part" if found["object"] else "target"
		yield Declared(
			place=f"{script.relative_to(APP)}:{before.count(chr(10)) + 1}",
			target=found[f"{which}_text"] or _constant(found[f"{which}_name"], before),
			reason=found["reason_text"] or _constant(found["reason_name"] or "reason", before),
			versions=read_for() if found["versions"] is None else _numbers(found["versions"]),
			comes=found["comes"] or "",
			of_one_object=which == "part",
		)


def _constant(name: str, before: str) -> str:
	"""Return the text of the constant that was made last before its use."""
	return re.findall(rf'\bconst {name} =\s+"([^"]*)";', before)[-1]


def _numbers(text: str) -> tuple[int, ...]:
	return tuple(int(each) for each in text.split(",") if each.strip())
