"""The scripts of the reports are JavaScript before and after Frappe puts the shared file into them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import kepu_app

APP = Path(kepu_app.__file__).parent
NODE = shutil.which("node") or shutil.which("nodejs")
SCRIPTS = sorted(APP.glob("kepu/report/*/*.js"))
INCLUDE = re.compile(r"""{% include\s['"](.*)['"]\s%}""")  # frappe.model.utils.INCLUDE_DIRECTIVE_PATTERN


def included(script: Path) -> str:
	"""Return what Frappe sends to the Desk for a report."""

	def content_of(match: re.Match[str]) -> str:
		app, path = match[1].split("/", 1)
		return (APP.parent / app / path).read_text(encoding="utf-8")

	return INCLUDE.sub(content_of, script.read_text(encoding="utf-8"))


def is_javascript(text: str) -> bool:
	result = subprocess.run([NODE, "--check", "-"], input=text.encode(), capture_output=True, timeout=60)
	return result.returncode == 0


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_the_shared_file_is_taken_in_whole(script: Path) -> None:
	text = included(script)
	before, shared, _ = text.partition((APP / "reports/report_view.js").read_text(encoding="utf-8"))
	assert before == "// "
	assert shared.startswith("//")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_is_javascript_with_and_without_it(script: Path) -> None:
	if not NODE:
		pytest.skip(
			"node is not installed (Debian package nodejs): the scripts of the reports are not tested"
		)
	assert is_javascript(script.read_text(encoding="utf-8"))
	assert is_javascript(included(script))
