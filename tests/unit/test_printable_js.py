"""The Desk's own check of characters while somebody types."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

import kepu_app

NODE = shutil.which("node") or shutil.which("nodejs")
SCRIPT = Path(kepu_app.__file__).parent / "public" / "js" / "desk" / "printable.js"
RANGES = "20-7e,a7,4e00-9fff,ff0c,20000-2a6df"
_RUN = """
global.kepu = {};
global.frappe = { provide: (name) => name.split(".").reduce((at, part) => (at[part] ??= {}), global) };
require(process.argv[1]);
const ranges = kepu.printable.parse(process.argv[3]);
const texts = JSON.parse(process.argv[2]);
console.log(JSON.stringify(texts.map((text) => kepu.printable.missing(text, ranges))));
"""


@pytest.mark.parametrize(
	("text", "missing"),
	[
		("埇桥区，a1~", []),
		("\ue863", ["\ue863"]),
		("☃甲☃💯", ["☃", "💯"]),
		("\U00020001\U0002a6e0", ["\U0002a6e0"]),
		("甲\u200b\u3000\n\t\ufe0f\U000e0100乙", []),
		("", []),
		("¦§¨", ["¦", "¨"]),
	],
)
def test_characters_out_of_the_ranges_are_found(text: str, missing: list[str]) -> None:
	if not NODE:
		pytest.skip("node is not installed (Debian package nodejs): printable.js is not tested")
	command = [NODE, "-e", _RUN, str(SCRIPT), json.dumps([text]), RANGES]
	result = subprocess.run(command, capture_output=True, check=True, timeout=60)
	assert json.loads(result.stdout) == [missing]
