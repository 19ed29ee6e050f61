"""What `make coverage` tells: lines that any process has run count, that of a job that ends in a child too."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
SETTINGS = CHECKOUT / "tests/site/coverage.toml"


@pytest.fixture
def app(tmp_path: Path) -> Path:
	"""Provide an app of the same name with one module of five functions, four of which are called by nobody
	yet."""
	for folder in ("kepu_app", "kepu_app/core"):
		(tmp_path / folder).mkdir()
		(tmp_path / folder / "__init__.py").touch()
	(tmp_path / "kepu_app/core/rules.py").write_text("never = 1\n")
	lines = [f"def part_{number}():\n\treturn {number}\n" for number in range(5)]
	(tmp_path / "kepu_app/parts.py").write_text("".join(lines))
	return tmp_path


def run(app: Path, *command: str, measured: bool = True) -> subprocess.CompletedProcess[str]:
	environment = {**os.environ, "COVERAGE_FILE": str(app / "data"), "PYTHONPATH": str(app)}
	environment.pop("COVERAGE_PROCESS_START", None)
	if measured:
		environment["COVERAGE_PROCESS_START"] = str(SETTINGS)
	return subprocess.run(
		[sys.executable, *command], cwd=app, env=environment, capture_output=True, text=True, check=False
	)


def report(app: Path) -> subprocess.CompletedProcess[str]:
	script = str(CHECKOUT / "scripts/site_coverage.py")
	return run(app, script, str(SETTINGS), str(app / "out"), measured=False)


def test_what_a_process_its_child_and_one_that_is_ended_have_run_is_joined(app: Path) -> None:
	run(app, "-c", "from kepu_app.parts import part_0; part_0()")
	child = "import os, kepu_app.parts as parts\nif not os.fork(): parts.part_1(); os._exit(0)\nos.wait()"
	run(app, "-c", child)
	ended = "import os, signal, kepu_app.parts as parts; parts.part_2(); os.kill(os.getpid(), signal.SIGTERM)"
	run(app, "-c", ended)
	told = report(app)
	assert told.returncode == 1, told.stderr
	assert "80.0 %  kepu_app/parts.py  8, 10" in told.stdout
	assert "kepu_app/core" not in told.stdout
	assert (app / "out/index.html").exists()


def test_enough_is_told_as_enough(app: Path) -> None:
	run(app, "-c", "import kepu_app.parts as p; [getattr(p, f'part_{number}')() for number in range(5)]")
	told = report(app)
	assert told.returncode == 0, told.stderr
	assert told.stdout.splitlines()[0] == ""
	assert "100.0 % of the lines" in told.stdout
