"""Every function that is open to the web gives no canary away and changes nothing, Frappe's and the app's.

Each is called by people of no right, directly and through each dispatcher, with arguments that point at another
province.
"""

import importlib
import inspect
import itertools
import json
import pkgutil
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any, NamedTuple

import frappe
import pytest
from frappe.utils.background_jobs import get_redis_conn

import kepu_app
from kepu_app.access.policies import POLICIES, ROWS
from kepu_app.utils.doctypes import WORKFLOW_DOCTYPES
from tests.site import assessments, factories, records, sweep
from tests.site.canaries import CANARY, Canaries, planted
from tests.site.client import Client
from tests.site.factories import (
	CITY,
	FOREIGN,
	FOREIGN_APPROVER,
	FOREIGN_COUNTY,
	FOREIGN_REPORTER,
	REPORTER,
	World,
	approver_of,
)
from tests.site.in_process import Site
from tests.years import year_of

YEAR = year_of(__file__)
SECONDS = 240
"""For the calls; with what is made before and compared after it, no more than five minutes."""
PROCESSES, THREADS = 2, 2
CALLERS = (REPORTER, CITY, approver_of(factories.HOME), factories.ASSESSOR, factories.DISMISSED, "Guest")
SKIPPED = (
	"tests",
	"test_",
	"setup_wizard",
	"boilerplate",
	"patches",
	".commands",
	"frappe.app",
	"test_runner",
)

UNCHANGED = (
	*POLICIES,
	*ROWS,
	"Outgoing Message",
	*(
		"Workspace",
		"Workspace Link",
		"Custom HTML Block",
		"Server Script",
		"Role",
		"Has Role",
		"User Permission",
	),
	*("DocPerm", "Custom DocPerm", "Custom Field", "Property Setter", "Print Format", "Report", "Workflow"),
	*(
		"Dashboard Chart",
		"Number Card",
		"DocShare",
		"Reporting Cycle",
		"Allowed Call",
		"Review Remark",
		"Client Script",
		"Web Page",
	),
)
SETTINGS = (
	"Kepu Settings",
	"System Settings",
	"Website Settings",
	"Print Settings",
	"Global Search Settings",
)


class Step(NamedTuple):
	"""One request."""

	user: str
	verb: str
	path: str
	arguments: dict[str, Any]
	function: str


class Events:
	"""What is told over the sockets meanwhile, whoever may listen."""

	def __init__(self) -> None:
		self.heard: list[str] = []
		self._wire = get_redis_conn().pubsub(ignore_subscribe_messages=True)
		self._wire.subscribe("events")
		self._thread = threading.Thread(target=self._listen, daemon=True)
		self._thread.start()

	def _listen(self) -> None:
		for message in self._wire.listen():
			self.heard.append(message["data"].decode())

	def close(self) -> None:
		self._wire.unsubscribe()
		self._thread.join(10)


@pytest.fixture(scope="module")
def foreign(world: World) -> Iterator[dict[str, str]]:
	"""Yield a document of each kind in the other province."""
	summary = factories.handed_in_summary(world, FOREIGN_COUNTY)
	factories.proposed_nominee(world, FOREIGN_COUNTY, "省荐人选", FOREIGN_APPROVER)
	entry = {"reference_doctype": "Annual Summary", "reference_name": summary.name}
	documents = {
		"Annual Summary": summary.name,
		"Typical Case": factories.proposed_case(world, FOREIGN_COUNTY).name,
		"Speaker Nominee": factories.recommended_nominee(world, FOREIGN_COUNTY, "人选").name,
		"Provincial Submission": world.submission(FOREIGN),
		"Evaluation Standard": records.make_standard(FOREIGN, "细化标准"),
		"County": FOREIGN_COUNTY,
		"Province": FOREIGN,
		"Review Entry": frappe.get_all("Review Entry", entry, pluck="name")[0],
		"Review Remark": records.make_remark(summary),
		**rounds(),
	}
	frappe.db.commit()
	yield documents
	assessments.end(YEAR)
	factories.remove_standards()


def proposed_nominee() -> tuple[str, str]:
	"""Return the one whom the other province entered itself; the one of ``foreign`` is recommended by its
	county."""
	own = {"cycle": YEAR, "workflow_state": "Proposed"}
	return "Speaker Nominee", frappe.db.get_value("Speaker Nominee", own)


def rounds() -> dict[str, str]:
	"""Return the other province's round of assessors, and the marks of one of them. A caller of the own
	province is an assessor, too, in a round of his own."""
	assessments.revealed_round(YEAR, factories.HOME, factories.COUNTY)
	done = assessments.opened_round(YEAR, FOREIGN, [(factories.FOREIGN_DEPUTY, ""), (FOREIGN_APPROVER, "")])
	marked = assessments.of(done.name, FOREIGN_COUNTY, factories.FOREIGN_DEPUTY)
	return {"Scoring Sheet": done.sheet, "Assessment Round": done.name, "Subject Assessment": marked}


def functions() -> list[Any]:
	"""Everything that is whitelisted once every module is loaded."""
	for package in (frappe, kepu_app):
		for module in pkgutil.walk_packages(
			package.__path__, f"{package.__name__}.", onerror=lambda name: None
		):
			if not any(each in module.name for each in SKIPPED):
				_load(module.name)
	# Iterated, not asked: who asks is held to the list.
	return sorted(frappe.whitelisted, key=_path)


def _load(name: str) -> None:
	try:
		importlib.import_module(name)
	except (ImportError, OSError, AttributeError, SystemExit):
		return  # what cannot be loaded here cannot be called either


def _path(function: Any) -> str:
	return f"{function.__module__}.{function.__qualname__}"


def arguments_of(function: Any, doctype: str, name: str, url: str) -> dict[str, Any]:
	"""Whatever its parameters may mean, pointed at the other province."""
	guesses = {
		**sweep.all_guesses(doctype, name, ""),
		**dict.fromkeys(("file_url", "url", "path"), url),
		"attachments": json.dumps([url]),
		"user": FOREIGN_REPORTER,
		"uid": FOREIGN_REPORTER,
		**dict.fromkeys(("assessment", "round_name", "sheet", "standard"), name),
		"email": FOREIGN_REPORTER,
	}
	return {
		each: guesses[each]
		for each in inspect.signature(inspect.unwrap(function)).parameters
		if each in guesses
	}


def direct(path: str, arguments: dict[str, Any]) -> tuple[str, dict[str, Any]]:
	return f"/api/method/{path}", arguments


DISPATCHERS: dict[str, Callable[[str, dict[str, Any], str, str], tuple[str, dict[str, Any]]]] = {
	"cmd": lambda path, given, doctype, name: ("/", {**given, "cmd": path}),
	"v2": lambda path, given, doctype, name: (f"/api/v2/method/{path}", given),
	"map_docs": lambda path, given, doctype, name: (
		"/api/method/frappe.model.mapper.map_docs",
		{"method": path, "source_names": json.dumps([doctype]), "target_doc": name},
	),
	"make_mapped_doc": lambda path, given, doctype, name: (
		"/api/method/frappe.model.mapper.make_mapped_doc",
		{"method": path, "source_name": name},
	),
	"get_all_nodes": lambda path, given, doctype, name: (
		"/api/method/frappe.desk.treeview.get_all_nodes",
		{**given, "tree_method": path, "doctype": doctype, "label": "x", "parent": ""},
	),
	"query of a link": lambda path, given, doctype, name: (
		"/api/method/frappe.desk.search.search_link",
		{"doctype": "County", "txt": "", "query": path},
	),
	"upload": lambda path, given, doctype, name: ("/api/method/upload_file", {**given, "method": path}),
	"document method": lambda path, given, doctype, name: (
		"/api/method/run_doc_method",
		{"dt": doctype, "dn": name, "method": path.rpartition(".")[2]},
	),
	"document method of REST 2": lambda path, given, doctype, name: (
		f"/api/v2/document/{doctype}/{name}/method/{path.rpartition('.')[2]}/",
		given,
	),
	"document method of REST": lambda path, given, doctype, name: (
		f"/api/resource/{doctype}/{name}",
		{**given, "run_method": path.rpartition(".")[2]},
	),
}


def steps(foreign: dict[str, str], url: str) -> Iterator[Step]:
	"""First every function directly, by POST and by GET; then through the dispatchers, a pair a function at a time."""
	found = [each for each in functions() if _path(each) not in sweep.LEFT_OUT]
	pointed = list(zip(found, itertools.cycle(foreign.items())))
	for verb in ("POST", "GET"):
		for function, (doctype, name) in pointed:
			for user in CALLERS:
				path, given = direct(_path(function), arguments_of(function, doctype, name, url))
				yield Step(user, verb, path, given, _path(function))
	for turn in range(len(DISPATCHERS)):
		for number, (function, (doctype, name)) in enumerate(pointed):
			dispatch = list(DISPATCHERS.values())[(number + turn) % len(DISPATCHERS)]
			given = arguments_of(function, doctype, name, url)
			path, arguments = dispatch(_path(function), given, doctype, name)
			user = CALLERS[(number + turn) % len(CALLERS)]
			yield Step(
				user, ("POST", "GET")[(number // len(DISPATCHERS)) % 2], path, arguments, _path(function)
			)


def state() -> dict[str, Any]:
	"""Everything that none of the callers may change."""
	frappe.db.rollback()
	kept = {each: frappe.db.sql(f"select * from `tab{each}` order by name") for each in UNCHANGED}
	kept |= {each: frappe.db.get_singles_dict(each) for each in SETTINGS}
	others = {"name": ["not in", CALLERS]}
	skipped = ("last_active", "last_login", "modified")
	fields = [each for each in frappe.db.get_table_columns("User") if each not in skipped]
	kept["User"] = frappe.get_all("User", others, fields, order_by="name")
	kept["File"] = frappe.get_all("File", {"owner": ["not in", CALLERS]}, ["*"], order_by="name")
	kept["Sessions"] = frappe.db.sql("select user, sid from tabSessions where sid like 'zqk%'")
	return kept


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_no_function_tells_or_changes_what_is_another_province_s(
	site: str, foreign: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
	with planted(foreign, proposed_nominee()) as (canaries, url):
		before, events = state(), Events()
		told, calls, planned = run(Site(site, CALLERS), list(steps(foreign, url)), canaries)
		events.close()
		assert told == []
		assert [each for each in events.heard if CANARY.search(each)] == []
		after = state()
		assert [each for each in before if before[each] != after[each]] == []
	with capsys.disabled():
		print(f"\n{calls} of {planned} calls, {len(canaries.planted)} canaries")
	assert calls > 2000


def run(site: Site, planned: list[Step], canaries: Canaries) -> tuple[list[str], int, int]:
	"""As many of the requests as the time allows; gives what was told, and how many there were."""
	# Forked, since one process keeps one processor busy whatever the number of its threads.
	with get_context("fork").Pool(PROCESSES, _take_share_of, (site, planned, canaries)) as processes:
		shares = processes.map(_ask_share, range(PROCESSES))
	return (
		[each for told, _calls in shares for each in told],
		sum(calls for _told, calls in shares),
		len(planned),
	)


_WORK: dict[str, Any] = {}
"""What a forked process works on."""


def _take_share_of(site: Site, planned: list[Step], canaries: Canaries) -> None:
	_WORK.update(site=site, planned=planned, canaries=canaries, deadline=time.monotonic() + SECONDS)


def _ask_share(number: int) -> tuple[list[str], int]:
	with ThreadPoolExecutor(THREADS) as threads:
		answers = [
			each for each in threads.map(_ask, _WORK["planned"][number::PROCESSES]) if each is not None
		]
	return [each for each in answers if each], len(answers)


def _ask(step: Step) -> str | None:
	"""Which canaries came back; None when the time was over before."""
	if time.monotonic() > _WORK["deadline"]:
		return None
	answer = _WORK["site"].ask(step.user, step.verb, step.path, step.arguments)
	found = set(CANARY.findall(answer)) - set(CANARY.findall(json.dumps(step.arguments)))
	places = sorted(_WORK["canaries"].planted[each] for each in found)
	return f"{step.user} {step.verb} {step.path} ({step.function}): {places}" if found else ""


def test_the_canaries_are_seen_by_whoever_may(
	foreign: dict[str, str], sign_in: Callable[[str], Client]
) -> None:
	"""Without this the test above could not fail."""
	with planted(foreign):
		client = sign_in(FOREIGN_APPROVER)
		for doctype in WORKFLOW_DOCTYPES:
			assert CANARY.search(client.resource("GET", doctype, foreign[doctype]).text), doctype
