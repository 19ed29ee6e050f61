"""The workflows on GitHub run what is in the checkout, on the releases of Frappe that the README names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = ROOT / ".github/workflows"
NAMED = re.compile(r"(?:scripts|\.ci)/[\w./-]+")


def _jobs(name: str) -> dict[str, Any]:
	return yaml.safe_load((WORKFLOWS / name).read_text(encoding="utf-8"))["jobs"]


def _commands(job: dict[str, Any]) -> list[str]:
	return [each["run"] for each in job["steps"] if "run" in each]


def test_every_script_that_is_run_is_there() -> None:
	texts = [each.read_text(encoding="utf-8") for each in WORKFLOWS.glob("*.yml")]
	named = {path for text in texts for path in NAMED.findall(text)}
	assert {".ci/run", "scripts/system-packages.sh", "scripts/release_notes.py"} <= named
	assert not [path for path in named if not (ROOT / path).is_file()]


def test_the_least_release_of_frappe_is_checked() -> None:
	readme = (ROOT / "README.md").read_text(encoding="utf-8")
	[least] = re.findall(r"^\| (\d+\.\d+\.\d+) \|.*the least release that is supported", readme, re.MULTILINE)
	releases = [each["frappe"] for each in _jobs("check.yml")["whole"]["strategy"]["matrix"]["include"]]
	assert releases == [f"v{least}", "version-15", "version-16"]


def test_packages_are_installed_before_what_needs_them_runs_without_root() -> None:
	for job in _jobs("check.yml").values():
		commands = _commands(job)
		as_root = next(at for at, each in enumerate(commands) if "sudo scripts/system-packages.sh" in each)
		needing = [
			at for at, each in enumerate(commands) if re.search(r"make|\.ci/run|matrix\.command", each)
		]
		assert needing
		assert as_root < min(needing)


def test_a_release_waits_for_the_check() -> None:
	workflow = yaml.safe_load((WORKFLOWS / "release.yml").read_text(encoding="utf-8"))
	assert yaml.safe_load((WORKFLOWS / "check.yml").read_text(encoding="utf-8"))["name"] == "check"
	assert workflow[True]["workflow_run"] == {
		"workflows": ["check"],
		"types": ["completed"],
		"branches": ["main"],
	}
	assert "conclusion == 'success'" in workflow["jobs"]["release"]["if"]
