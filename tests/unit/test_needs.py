"""The installer knows what each Frappe needs: it reads Frappe's own files."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "needs.py"


@pytest.fixture(scope="module")
def needs() -> ModuleType:
	spec = importlib.util.spec_from_file_location("needs", SCRIPT)
	module = importlib.util.module_from_spec(spec)
	spec.loader.exec_module(module)
	return module


@pytest.fixture
def frappe(tmp_path: Path) -> Path:
	(tmp_path / "pyproject.toml").write_text('[project]\nname = "frappe"\nrequires-python = ">=3.14,<3.15"\n')
	(tmp_path / "package.json").write_text(json.dumps({"engines": {"node": ">=24"}}))
	return tmp_path


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
	return subprocess.run([sys.executable, SCRIPT, *map(str, arguments)], capture_output=True, text=True)


def test_what_a_release_says(frappe: Path) -> None:
	assert run(frappe).stdout.splitlines() == ["python >=3.14,<3.15", "node >=24"]


def test_without_its_files_it_is_frappe_15(tmp_path: Path) -> None:
	assert run(tmp_path / "none").stdout.splitlines() == ["python >=3.10,<3.13", "node >=18"]


@pytest.mark.parametrize(
	("program", "version", "status"),
	[
		("python", "3.14.8", 0),
		("python", "3.13.9", 1),
		("python", "3.15.0", 1),
		("node", "v24.1.0", 0),
		("node", "v22.9.0", 1),
	],
)
def test_what_will_do(frappe: Path, program: str, version: str, status: int) -> None:
	assert run(frappe, program, version).returncode == status


@pytest.mark.parametrize(
	("version", "wanted", "does"),
	[
		("3.10.0", ">=3.10,<3.13", True),
		("3.9.18", ">=3.10,<3.13", False),
		("3.12.11", ">=3.10, <3.13", True),
		("3.13.0", "<=3.13", True),
		("3.13.2", "<=3.13", True),
		("3.13.2", ">3.13", False),
		("3.14.0", ">3.13", True),
		("v18.20.4", ">=18 <23", True),
		("v23.0.0", ">=18 <23", False),
		("v20.1.0", "^18.3.0", False),
		("v18.12.1", "^18.3.0", True),
		("v18.2.1", "18.x", True),
		("3.12.5", "~=3.12.1", True),
		("3.13.0", "~=3.12.1", False),
		("v22.9.0", "^20.1.0 || >=22", True),
		("v21.9.0", "^20.1.0 || >=22", False),
		("3.14.0rc1", ">=3.14", True),
	],
)
def test_comparisons(needs: ModuleType, version: str, wanted: str, does: bool) -> None:
	assert needs.will_do(version, wanted) is does


@pytest.mark.parametrize(("version", "wanted"), [("3.12", "latest"), ("none", ">=3")])
def test_what_is_not_understood_is_an_error(needs: ModuleType, version: str, wanted: str) -> None:
	with pytest.raises(ValueError, match="Not understood"):
		needs.will_do(version, wanted)
