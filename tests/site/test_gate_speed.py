"""What the gate costs a request, measured side by side with requests that pass without it."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from kepu_app.access import gate
from tests.site.factories import APPROVER, World
from tests.site.in_process import Site

ROUNDS = 150
MOST = 0.005
"""Seconds that the slowest of twenty requests may take longer."""
LIST = {"doctype": "Annual Summary", "fields": '["name", "modified", "workflow_state"]', "page_length": 20}


def open_gate() -> None:
	"""As if there were none."""


def ask(site: Site) -> float:
	"""Seconds of processor time of one list; how busy the machine is otherwise does not count."""
	before = time.thread_time()
	assert site.ask(APPROVER, "POST", "/api/method/frappe.desk.reportview.get", LIST).startswith("200")
	return time.thread_time() - before


def measure(site: Site, monkeypatch: pytest.MonkeyPatch) -> tuple[list[float], list[float]]:
	"""Turn by turn, with the gate and without it."""
	held, free, check = [], [], gate.check
	for _round in range(ROUNDS):
		for seconds, function in ((held, check), (free, open_gate)):
			monkeypatch.setattr(gate, "check", function)
			seconds.append(ask(site))
	return sorted(held[20:]), sorted(free[20:])


@pytest.mark.slow
def test_a_list_is_hardly_slower(
	site: str, world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
	asked = Site(site, [APPROVER])
	with ThreadPoolExecutor(1) as worker:  # a thread of its own, as the web server's
		held, free = worker.submit(measure, asked, monkeypatch).result()
	place = int(len(held) * 0.95)
	with capsys.disabled():
		print(f"\nlist, p95: {held[place] * 1000:.1f} ms with the gate, {free[place] * 1000:.1f} ms without")
	assert held[place] - free[place] < MOST
