"""No sentence of a comment or docstring is longer than can be read at once."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST = 25
LONG = "word " * LONGEST
PATTERNS = (
	*("kepu_app/**/*.py", "scripts/*.py", "benchmarks/**/*.py", "tests/**/*.py"),
	*("kepu_app/public/js/**/*.js", "kepu_app/kepu/**/*.js"),
)

WORD = re.compile(r"[`'’./%-]*\w[\w`'’./%-]*")
END = re.compile(r"(?<=[.!?。])[)\"'”]*\s+")
RULER = r"^[ \t]*=+(?: +=+)+$"
NO_SENTENCES = re.compile(rf"{RULER}(?s:.*){RULER}|^[ \t]*Raises:\n(?:.*\S.*\n)*", re.MULTILINE)
"""Tables, and the conditions of exceptions."""
ITEM = re.compile(r"[-*•|] |\d+\. |\w+:$|\w+\.py [A-Z]{2}|[\w`*]+(?:, [\w`*]+)*(?: \([^)]*\))?: ")
"""How a line begins that does not go on with the one before: of a list, of ``Args:``, of a script's usage."""
MARK = re.compile(r"^[ \t]*(?:#|//|/?\*+/?)", re.MULTILINE)
IN_JAVASCRIPT = re.compile(r"^[ \t]*/\*(?s:.*?)\*/|(?:^|(?<=[ \t]))//.*", re.MULTILINE)


def docstrings(source: str) -> Iterator[tuple[int, str]]:
	"""Yield the texts that stand alone, of constants too, by their lines."""
	for node in ast.walk(ast.parse(source)):
		match node:
			case ast.Expr(value=ast.Constant(value=str(text))):
				yield node.lineno, text


def comments(source: str, is_python: bool) -> Iterator[tuple[int, str]]:
	"""Yield the comments by their lines; lines of their own, one below the other, are one."""
	lines = source.splitlines()
	if is_python:
		tokens = tokenize.generate_tokens(io.StringIO(source).readline)
		found = [(each.start[0], each.string) for each in tokens if each.type == tokenize.COMMENT]
	else:
		found = [(source.count("\n", 0, m.start()) + 1, m[0]) for m in IN_JAVASCRIPT.finditer(source)]
	joined: dict[int, str] = {}
	last = first = -1
	for line, text in found:
		is_alone = lines[line - 1].strip().startswith(("#", "/"))
		first = first if is_alone and line == last + 1 else line
		joined[first] = joined.get(first, "") + MARK.sub("", text) + "\n"
		last = line if is_alone else -1
	yield from joined.items()


def sentences(first: int, text: str) -> Iterator[tuple[int, str]]:
	"""Yield the sentences of a text by the line at which their paragraph begins."""
	text = NO_SENTENCES.sub(lambda found: "\n" * found[0].count("\n"), text)
	lines = ["", *(each.strip() for each in text.splitlines()), ""]
	starts = [i for i, line in enumerate(lines) if not line or not lines[i - 1] or ITEM.match(line)]
	for start, end in pairwise(starts):
		for sentence in END.split(" ".join(lines[start:end])):
			yield first + start - 1, sentence


def long_sentences(name: str, source: str) -> list[str]:
	is_python = name.endswith(".py")
	texts = [*comments(source, is_python), *(docstrings(source) if is_python else ())]
	found = [each for text in texts for each in sentences(*text)]
	return [f"{name}:{line}: {each}" for line, each in found if len(WORD.findall(each)) > LONGEST]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_sentence_is_too_long(pattern: str) -> None:
	paths = sorted(ROOT.glob(pattern))
	assert paths
	read = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}
	too_long = [each for name, source in read.items() for each in long_sentences(name, source)]
	assert not too_long, "\n".join(too_long)


@pytest.mark.parametrize(
	("name", "source"),
	[
		("a.py", f'"""One.\n\nTwo. {LONG}\nword."""\n'),
		("a.py", f"A = 1\n\n# {LONG}\n# word.\n"),
		("a.py", f"A = 1\nB = 2\nC = 3  # {LONG} word\n"),
		("a.js", f"let a;\n\n// {LONG}\n// word.\n"),
		("a.js", f"let a;\n\n/* {LONG}\n * word. */\n"),
	],
)
def test_a_sentence_too_long_is_found(name: str, source: str) -> None:
	[found] = long_sentences(name, source)
	assert found.startswith(f"{name}:3: ")
	assert not long_sentences(name, source.replace(LONG, LONG.removesuffix("word ")))
