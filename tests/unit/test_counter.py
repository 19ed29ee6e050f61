"""字数 and 字符数(不计空格): Python and JavaScript on one file of vectors, and against each other."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kepu_app
from kepu_app.core import counter
from kepu_app.core.counter import TextCount, count_text

DATA = Path(__file__).parent / "data"
VECTORS = json.loads((DATA / "counter-vectors.json").read_text(encoding="utf-8"))
JAVASCRIPT = Path(kepu_app.__file__).parent / "public" / "js" / "counter.js"
NODE = shutil.which("node") or shutil.which("nodejs")

LIKELY = st.sampled_from(
	list("科普，。“”‘’—…·、（）〇々𠮷埇ァｱㄅ한①㎡aZ09.,%-@/<&\U0001f44d\U0001f1e8\u0301\ue000")
	+ list(" \u3000\t\n\r\v\f\x1c\x85\xa0\u2003\u2028\u180e")
	+ list("\u00ad\u200b\u200d\u2060\ufe0f\ufeff\u180b\U000e0100")
)
TEXTS = st.lists(LIKELY | st.characters(), max_size=40).map("".join)


class Node:
	"""A node process that counts texts one after the other."""

	def __init__(self, program: str) -> None:
		self.process = subprocess.Popen(
			[program, str(DATA / "count-lines.js"), str(JAVASCRIPT)],
			stdin=subprocess.PIPE,
			stdout=subprocess.PIPE,
			encoding="ascii",
		)

	def count(self, *texts: str) -> list[TextCount]:
		counts = []
		for start in range(0, len(texts), 256):
			block = texts[start : start + 256]
			# Escaped to ASCII, so that half surrogate pairs get through too.
			self.process.stdin.write("".join(json.dumps(text) + "\n" for text in block))
			self.process.stdin.flush()
			counts += [TextCount(*json.loads(self.process.stdout.readline())) for _ in block]
		return counts


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
	if NODE is None:
		pytest.skip("node is not installed (Debian package nodejs): counter.js is not tested")
	running = Node(NODE)
	yield running
	running.process.stdin.close()
	assert running.process.wait(timeout=10) == 0


def expected(vector: dict[str, Any]) -> TextCount:
	return TextCount(vector["words"], vector["characters"])


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["rule"])
def test_vector(vector: dict[str, Any]) -> None:
	assert count_text(vector["text"]) == expected(vector)


def test_vectors_in_javascript(node: Node) -> None:
	counts = node.count(*(vector["text"] for vector in VECTORS))
	wrong = [
		(vector["rule"], counted)
		for vector, counted in zip(VECTORS, counts, strict=True)
		if counted != expected(vector)
	]
	assert not wrong


def test_there_is_a_vector_for_every_rule() -> None:
	assert len(VECTORS) >= 60
	assert len({vector["rule"] for vector in VECTORS}) == len({vector["text"] for vector in VECTORS})
	texts = "".join(vector["text"] for vector in VECTORS)
	for characters in (counter.WHITE_SPACE, counter.VANISHING, counter.HAN, counter.EAST_ASIAN):
		for part in re.findall(r"\\?.-\\?.", characters):
			assert re.search(f"[{part}]", texts), part
	assert set(counter.BY_CONTEXT) <= set(texts)


def test_white_space_is_what_python_calls_so() -> None:
	pattern = re.compile(f"[{counter.WHITE_SPACE}]")
	found = {chr(code) for code in range(0x110000) if pattern.match(chr(code))}
	assert found == {chr(code) for code in range(0x110000) if chr(code).isspace()}


def test_every_code_point_is_of_the_same_kind_in_both_languages(node: Node) -> None:
	"""The pair tells white space, vanishing, East-Asian, Han and the rest apart: see the counts."""
	codes = [*range(0x10000), *range(0x1AF00, 0x1B400), *range(0x1F000, 0x1FB00), *range(0xE0000, 0xE0200)]
	codes += [
		end + step
		for end in range(0x20000, 0x120000, 0x10000)
		for step in (-2, -1, 0)
		if end + step < 0x110000
	]
	texts = [text for code in codes for text in (f"a{chr(code)}b中", f"a“b{chr(code)}")]
	assert node.count(*texts) == [count_text(text) for text in texts]


@given(TEXTS)
def test_random_text_in_both_languages(node: Node, text: str) -> None:
	assert node.count(text) == [count_text(text)]


@given(TEXTS, TEXTS)
def test_a_line_feed_between_two_texts_adds_nothing(one: str, other: str) -> None:
	"""Beside a Han character, so that joining cannot change what the punctuation is taken for."""
	first, second = count_text("县" + one), count_text("县" + other)
	both = count_text("县" + one + "\n县" + other)
	assert (both.words, both.characters) == (
		first.words + second.words,
		first.characters + second.characters,
	)


@given(TEXTS)
def test_no_more_words_than_characters(text: str) -> None:
	counted = count_text(text)
	assert 0 <= counted.words <= counted.characters <= len(text)
	assert (counted.words == 0) == (counted.characters == 0)


@given(TEXTS, st.sampled_from("\u00ad\u200b\u200c\u200d\u2060\ufe0f\ufeff"), st.data())
def test_what_vanishes_changes_nothing(text: str, vanishing: str, data: st.DataObject) -> None:
	place = data.draw(st.integers(0, len(text)))
	assert count_text(text[:place] + vanishing + text[place:]) == count_text(text)


def test_the_desk_counts_an_empty_field(node: Node) -> None:
	program = f"console.log(JSON.stringify(require({json.dumps(str(JAVASCRIPT))}).count_text(null)))"
	answer = subprocess.run([NODE, "-e", program], capture_output=True, check=True, timeout=20)
	assert json.loads(answer.stdout) == {"words": 0, "characters": 0}


def test_the_desk_script_needs_no_module_system(node: Node) -> None:
	"""As in a page: no ``module``, and a ``kepu`` that other scripts have filled already."""
	program = (
		"const vm = require('node:vm'); const page = vm.createContext({kepu: {other: 1}});"
		f"vm.runInContext({json.dumps(JAVASCRIPT.read_text(encoding='utf-8'))}, page);"
		"console.log(JSON.stringify([page.kepu.count_text('县 a b').words, page.kepu.other]));"
	)
	answer = subprocess.run([NODE, "-e", program], capture_output=True, check=True, timeout=20)
	assert json.loads(answer.stdout) == [3, 1]


def test_long_texts_take_linear_time() -> None:
	assert count_text("科\u00ad普 ab " * 200_000) == TextCount(600_000, 800_000)
	assert count_text("\u00ad" * 1_000_000) == TextCount(0, 0)
