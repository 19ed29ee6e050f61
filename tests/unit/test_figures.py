"""Figures as people write them are read, and held against a threshold, alike by the server and by the Desk."""

from __future__ import annotations

import json
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import kepu_app
from kepu_app.core.cycle import Comparison, Indicator
from kepu_app.core.figures import plain, read_figure, typed_number

ATTAINMENT = json.loads(
	(Path(__file__).parent / "data" / "attainment-vectors.json").read_text(encoding="utf-8")
)
JAVASCRIPT = Path(kepu_app.__file__).parent / "public" / "js" / "figures.js"
VECTORS: list[tuple[str, str, str | None]] = [
	("60", "%", "60"),
	("60%", "%", "60"),
	("６０％", "%", "60"),
	("６０．５％", "%", "60.5"),
	("1200人", "人", "1200"),
	("1200余人", "人", "1200"),
	("约1200名", "人", "1200"),
	("1,200人", "人", "1200"),
	("1，200", "人", "1200"),
	("3.5万人", "人", "35000"),
	("3万余人", "人", "30000"),
	("20多场", "场", "20"),
	("20 场左右", "场", "20"),
	("-1", "场", "-1"),
	("\u200b12\u3000", "场", "12"),
	("", "%", ""),
	("  ", "%", ""),
	("六十", "%", None),
	("60人", "%", None),
	("60%", "人", None),
	("12,00", "人", None),
	("3-5", "场", None),
	("3场5次", "场", None),
	("1e3", "场", None),
	("NaN", "%", None),
	("1_000", "人", None),
]
"""What is typed, the unit of the indicator, and the number; None where it cannot be read."""


@pytest.mark.parametrize(("entry", "unit", "number"), VECTORS)
def test_read(entry: str, unit: str, number: str | None) -> None:
	if number is None:
		with pytest.raises(ValueError, match=r".*"):
			read_figure(entry, unit)
		return
	assert read_figure(entry, unit) == (Decimal(number) if number else None)


def test_the_desk_reads_the_same() -> None:
	read = (
		"([e, u]) => { const n = kepu.read_figure(e, u); return n === undefined ? null : String(n ?? ''); }"
	)
	assert in_the_desk(read, VECTORS) == [number for _entry, _unit, number in VECTORS]


@pytest.mark.parametrize("vector", ATTAINMENT, ids=lambda vector: vector["rule"])
def test_met_or_not(vector: dict[str, Any]) -> None:
	comparison = Comparison(vector["comparison"] or Comparison.AT_LEAST.value)
	indicator = Indicator("1.1", "", vector["unit"], Decimal(vector["threshold"]), comparison)
	try:
		value = read_figure(vector["entry"], vector["unit"])
	except ValueError:
		value = None
	assert (None if value is None else indicator.is_met(value)) is vector["met"]


def test_met_or_not_in_the_desk() -> None:
	decide = "each => kepu.is_met(each.entry, each.unit, each.comparison, each.threshold)"
	shown = in_the_desk(decide, ATTAINMENT)
	wrong = [
		(vector["rule"], met)
		for vector, met in zip(ATTAINMENT, shown, strict=True)
		if met is not vector["met"]
	]
	assert not wrong


def in_the_desk(function: str, rows: list[Any]) -> list[Any]:
	"""Return what a function of JavaScript gives for each of the rows."""
	node = shutil.which("node")
	if node is None:
		pytest.skip("node is not installed (Debian package nodejs): figures.js is not tested")
	script = (
		f"const kepu = require({json.dumps(str(JAVASCRIPT))});"
		f"console.log(JSON.stringify(JSON.parse(process.argv[1]).map({function})));"
	)
	command = [node, "-e", script, json.dumps(rows)]
	return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def test_plain() -> None:
	assert [plain(Decimal(each)) for each in ("60", "60.50", "3.5E+4", "0.10")] == [
		"60",
		"60.5",
		"35000",
		"0.1",
	]


@pytest.mark.parametrize(("typed", "number"), [("60", "60"), ("-3.50", "-3.50"), ("+7.", "7"), (".5", "0.5")])
def test_a_typed_number(typed: str, number: str) -> None:
	assert typed_number(typed) == Decimal(number)


@pytest.mark.parametrize(
	"typed", ["1e20000000", "1E5", "1e-5", "NaN", "Infinity", "1_000", "", "-", ".", "1.2.3", "1 0"]
)
def test_a_number_has_no_exponent_and_is_digits_alone(typed: str) -> None:
	with pytest.raises(ValueError, match=typed if typed.isalnum() else None):
		typed_number(typed)
