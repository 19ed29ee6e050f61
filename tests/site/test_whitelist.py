"""Every function of the app that can be called over HTTP: typed, for signed-in users, by POST if it writes."""

import importlib
import inspect
import json
import pkgutil
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any

import frappe
import pytest
import requests

import kepu_app
from kepu_app import hooks
from kepu_app.access.moved import MOVED
from kepu_app.exceptions import TargetGone
from kepu_app.overrides import registry, replaced
from kepu_app.utils import arguments
from kepu_app.utils.doctypes import SUBMISSION, SUMMARY
from tests.site import sweep
from tests.site.client import Client
from tests.site.endpoints import error_type
from tests.site.factories import APPROVER, COUNTY, FOREIGN, HOME, REPORTER, World
from tests.years import year_of

YEAR = year_of(__file__)
SignIn = Callable[[str], Client]

CHART = {
	"chart_name": "x",
	"chart_type": "Count",
	"type": "Line",
	"document_type": SUMMARY,
	"based_on": "creation",
	"timespan": "Last Year",
	"time_interval": "Monthly",
	"timeseries": 1,
	"filters_json": "[]",
}
_DOCUMENT = {"doctype": SUMMARY, "name": f"{YEAR}-{COUNTY}"}
_AS_DOCNAME = {"doctype": SUMMARY, "docname": f"{YEAR}-{COUNTY}"}
_SUBMISSION = {"submission": f"{YEAR}-{HOME}"}

READING: dict[str, dict[str, Any]] = {
	"assessment.api.compare": {"round_name": "keine", "subjects": "[]"},
	"assessment.api.counties": {"round_name": "keine"},
	"assessment.api.download_table": {"round_name": "keine"},
	"assessment.api.evidence": {"assessment": "keine", "row": "keine"},
	"assessment.api.form": {"assessment": "keine"},
	"assessment.api.latest_round": {},
	"assessment.api.passed_over": {"round_name": "keine", "county": "keine"},
	"assessment.api.presets": {},
	"assessment.api.progress": {"round_name": "keine"},
	"assessment.api.ready_made_items": {"about": "Speaker Nominees"},
	"assessment.api.subjects_of_round": {"round_name": "keine"},
	"assessment.api.topics": {"round_name": "keine"},
	"county_list.api.download": {},
	"county_list.api.progress": {},
	"cycles.api.progress": {"cycle": YEAR},
	"intake.api.progress": {"receipt_list": "keine"},
	"library.api.book_progress": {},
	"library.api.read_case": {"case": "keine"},
	"packages.api.download_overview": {"cycle": YEAR},
	"packages.api.download_packages": {"submissions": f'["{YEAR}-{HOME}"]'},
	"packages.api.status": _SUBMISSION,
	"printing.api.numbered_lines": {"doctype": SUMMARY, "cycle": YEAR, "texts": "[]"},
	"packages.api.without_package": {"submissions": f'["{YEAR}-{HOME}"]'},
	"printing.api.download_word": {"paper": SUMMARY, "name": f"{YEAR}-{COUNTY}"},
	"printing.api.download_word_template": {"paper": SUMMARY},
	"reports.api.cases_waiting": {},
	"reports.api.counties_not_filed": {},
	"reports.api.counties_overdue": {},
	"reports.api.days_until_deadline": {},
	"reports.api.nominees_waiting": {},
	"reports.api.packages_sent": {},
	"reports.api.packages_waiting": {},
	"reports.api.summaries_waiting": {},
	"reports.api.deadline_events": {"start": "2026-01-01", "end": "2026-12-31"},
	"reports.api.current_cycle": {},
	"review.api.get_common_transition_actions": {"docs": json.dumps([_DOCUMENT]), "doctype": SUMMARY},
	"review.api.bulk_result": {"key": "nothing"},
	"review.api.cycle_facts": {"cycle": YEAR},
	"review.api.form_facts": _DOCUMENT,
	"review.api.missing_for_next_step": _DOCUMENT,
	"review.api.return_phrases": {},
	"review.api.submission_content": {"name": f"{YEAR}-{HOME}"},
	"review.api.undecided": {"submissions": f'["{YEAR}-{HOME}"]'},
	"review.api.changes_since_return": _DOCUMENT,
	"review.api.compare_with": {**_DOCUMENT, "content": "{}"},
	"review.api.history": _DOCUMENT,
	"review.api.open_remarks": {"doctype": SUMMARY, "names": f'["{YEAR}-{COUNTY}"]'},
	"packages.api.preview_mail": _SUBMISSION,
	"workbooks.api.download": _DOCUMENT,
	"desk.api.form_tour": {"doctype": "Annual Summary"},
	"desk.api.home": {},
	"desk.api.get_workspace_page": {"page": '{"name": "Kepu", "title": "Kepu", "public": 1}'},
	"accounts.api.people": {"doctype": "County", "name": COUNTY},
	"desk.api.find": {"text": "科普"},
	"desk.api.get_sidebar_items": {},
}
"""What may be called by GET, since it only reads, with arguments to try it with."""

AS_IN_FRAPPE = {
	"reports.api.export_list",
	"reports.api.export_report",
	"reports.api.report_to_pdf",
}
"""By GET too, as what they replace: Frappe notes exports in the Access Log, and figures beside what they are of."""

REFUSED = {
	"assessment.api.compare": frappe.DoesNotExistError,
	"assessment.api.counties": frappe.DoesNotExistError,
	"assessment.api.download_table": frappe.DoesNotExistError,
	"assessment.api.evidence": frappe.PermissionError,
	"assessment.api.form": frappe.PermissionError,
	"assessment.api.passed_over": frappe.DoesNotExistError,
	"assessment.api.progress": frappe.DoesNotExistError,
	"assessment.api.subjects_of_round": frappe.DoesNotExistError,
	"assessment.api.topics": frappe.DoesNotExistError,
	"intake.api.progress": frappe.DoesNotExistError,
	"library.api.read_case": frappe.PermissionError,
	"packages.api.download_packages": frappe.ValidationError,
	"review.api.bulk_result": frappe.PermissionError,
	"packages.api.preview_mail": frappe.ValidationError,
}
"""What is refused with these arguments, once everything was read that it takes to know that."""


def own_functions() -> dict[str, Any]:
	return {
		path.removeprefix("kepu_app."): frappe.get_attr(path)
		for path, _parameters in sweep.whitelisted_methods("kepu_app")
	}


def test_every_argument_is_typed_so_that_frappe_checks_it() -> None:
	"""Frappe passes over annotations that are strings, which those of a module are that postpones them."""
	for path, function in own_functions().items():
		for parameter in inspect.signature(function).parameters.values():
			assert parameter.annotation is not parameter.empty, f"{path}: {parameter.name} has no type"
			assert not isinstance(parameter.annotation, str), f"{path}: {parameter.name} is not checked"


def test_nothing_is_for_guests() -> None:
	assert not [path for path, function in own_functions().items() if function in frappe.guest_methods]


def test_what_writes_is_called_by_post_alone() -> None:
	functions = own_functions()
	by_get = {
		path
		for path, function in functions.items()
		if set(frappe.allowed_http_methods_for_whitelisted_func[function]) != {"POST"}
	}
	assert by_get == {*READING, *AS_IN_FRAPPE}


def writes() -> int:
	"""How many statements that write this connection has sent."""
	kinds = ("insert", "insert_select", "update", "update_multi", "delete", "delete_multi", "replace")
	names = [f"Com_{kind}" for kind in kinds]
	rows = frappe.db.sql("show session status where variable_name in %s", [names])
	return sum(int(number) for _name, number in rows)


@pytest.mark.parametrize("path", sorted(READING))
def test_what_may_be_called_by_get_writes_nothing(world: World, path: str) -> None:
	before = writes()
	with pytest.raises(REFUSED[path]) if path in REFUSED else nullcontext():
		frappe.get_attr(f"kepu_app.{path}")(**READING[path])
	assert writes() == before


def test_no_guest_is_let_in(url: str) -> None:
	for path in own_functions():
		response = requests.post(f"{url}/api/method/kepu_app.{path}", json={}, timeout=60)
		assert response.status_code == 403, f"{path}: {response.status_code}"


def test_another_verb_is_refused(world: World, sign_in: SignIn) -> None:
	client = sign_in(REPORTER)
	for path in ("review.api.apply_workflow", "packages.api.build", "cycles.api.lock_cycle"):
		assert error_type(client.get(f"kepu_app.{path}", **_DOCUMENT)) == "PermissionError", path


def test_a_document_is_named_and_not_sent(world: World, sign_in: SignIn) -> None:
	"""A document that the request brings along would be taken for the one that is stored."""
	client = sign_in(APPROVER)
	foreign = {"doctype": SUBMISSION, "name": f"{YEAR}-{FOREIGN}", "cycle": YEAR, "province": HOME}
	for path in ("review.api.history", "review.api.form_facts", "review.api.missing_for_next_step"):
		response = client.call(f"kepu_app.{path}", doctype=foreign, name=foreign["name"])
		assert error_type(response) == "PermissionError", path


LISTS = (
	"subjects",
	"cases",
	"texts",
	"names",
	"submissions",
	"file_urls",
	"docs",
	"docnames",
	"seen",
	"summary",
	"content",
	"filters",
)
BROKEN = ("", "[", "[[1]]", "null", "-1", "{}", "{", "[null]", "[{}]", "[" * 9_000)
GIVEN = {
	**_DOCUMENT,
	**_SUBMISSION,
	"cycle": YEAR,
	"round_name": "keine",
	"action": "Approve",
	"reason": "x",
	"fix": "x",
	"part": 0,
	"by_mail": 0,
	"with_mail": 0,
	"subject": "x",
	"message": "x",
	**dict.fromkeys(LISTS, '["keine"]'),
}


def lists_and_records() -> Iterator[tuple[str, str, dict[str, Any]]]:
	"""Each argument of the app's functions that is a list or a record, with what else the function needs."""
	for path, parameters in sweep.whitelisted_methods("kepu_app"):
		own = path.removeprefix("kepu_app.")
		for each in parameters:
			if each in LISTS or (each, own) in (
				("doc", "review.api.apply_workflow"),
				("page", "desk.api.get_workspace_page"),
			):
				needed = {name: GIVEN[name] for name in parameters if name in GIVEN}
				yield path, each, {**needed, **READING.get(own, {})}


@pytest.mark.parametrize(("user", "values"), [(REPORTER, ("", "[[1]]")), (APPROVER, (*BROKEN[:6], None))])
def test_broken_lists_and_records_are_refused_and_break_nothing(
	world: World, sign_in: SignIn, user: str, values: tuple[str | None, ...]
) -> None:
	client = sign_in(user)
	for path, argument, needed in lists_and_records():
		for value in values:
			answer = client.call(path, **{**needed, argument: value})
			assert answer.status_code < 500, (path, argument, value, answer.text[:500])


@pytest.mark.parametrize("value", [each for each in BROKEN if each not in ("{}", "[{}]")])
def test_the_readers_of_arguments_refuse_what_is_broken(value: str) -> None:
	for read in (
		arguments.list_of_names,
		arguments.list_of_records,
		arguments.record_of,
		arguments.document_of,
	):
		with pytest.raises(frappe.ValidationError):
			read(value)


def test_nothing_that_was_replaced_is_called_by_a_name_of_ours() -> None:
	"""A function of Frappe that a module of ours holds can be called by that module's name, past our own.

	Of a workflow's step the guard decides, by whatever name it is called.
	"""
	for module in pkgutil.walk_packages(kepu_app.__path__, "kepu_app."):
		importlib.import_module(module.name)
	replaced = {_attribute(path): path for path in hooks.override_whitelisted_methods if path not in MOVED}
	guarded = {"frappe.model.workflow.apply_workflow"}
	open_names = {
		f"{name}.{attribute}"
		for name, module in list(sys.modules.items())
		if name.split(".")[0] == "kepu_app"
		for attribute, value in list(vars(module).items())
		if inspect.isfunction(value) and value in replaced and replaced[value] not in guarded
	}
	assert open_names == set()


def test_what_was_replaced_in_its_module_is_called_by_no_name() -> None:
	replaced.install()
	for path, instead in registry.REPLACED.items():
		holder, name = replaced._holder_of(path)
		if int(frappe.__version__.split(".")[0]) not in instead.versions:
			assert not hasattr(holder, name), path
			continue
		ours = getattr(holder, name)
		assert ours.replaced_by_kepu_app, path
		assert ours.__wrapped__ not in list(frappe.whitelisted), path
		assert frappe.get_attr(f"kepu_app.overrides.{instead.ours}") not in list(frappe.whitelisted), path
		assert instead.reason, path
		assert set(instead.versions) <= set(registry.READ_FOR), path


def test_what_is_gone_from_frappe_is_told_loudly(monkeypatch: pytest.MonkeyPatch) -> None:
	gone = registry.Replacement("lists.get_count", "counts what the user may not list")
	for path in ("frappe.client.gone", "frappe.no_module.gone", "frappe.model.db_query:NoClass.gone"):
		monkeypatch.setattr(replaced, "REPLACED", {path: gone})
		with pytest.raises(TargetGone, match=r"gone.*counts what"):
			replaced.install()


@pytest.mark.parametrize("table", ["ANSWERED", "CLASSES", "SWAYED"])
def test_what_is_changed_by_other_means_is_missed_as_loudly(
	monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
	gone = registry.Replacement("kepu_app.x", "counts what the user may not list")
	replaced._refuse_other_gaps.cache_clear()
	for path in ("frappe.client.gone", "frappe.no_module.gone"):
		monkeypatch.setattr(replaced, table, {path: gone})
		for _request in range(2):
			with pytest.raises(TargetGone, match=r"gone.*counts what"):
				replaced.install()
	monkeypatch.undo()
	replaced.install()


def test_what_is_changed_by_other_means_is_ours_and_has_a_reason() -> None:
	for path, instead in {**registry.ANSWERED, **registry.CLASSES, **registry.SWAYED}.items():
		assert frappe.get_attr(instead.ours), path
		assert instead.reason, path
		assert set(instead.versions) <= set(registry.READ_FOR), path
	assert frappe.get_hooks("override_doctype_class")["File"] == ["kepu_app.access.files.ProtectedFile"]
	hooked = frappe.get_hooks("override_whitelisted_methods")
	for path, instead in registry.ANSWERED.items():
		assert hooked[path] == [instead.ours], path


def test_what_a_version_never_had_is_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
	never = registry.Replacement("lists.get_count", "x", versions=())
	monkeypatch.setattr(replaced, "REPLACED", {"frappe.client.gone": never})
	replaced.install()


def _attribute(path: str) -> Any:
	"""Return what a path leads to; None where this version of Frappe does not have it."""
	module, _, name = path.rpartition(".")
	return getattr(frappe.get_module(module), name, None)
