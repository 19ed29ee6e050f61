"""Endpoints of the button on the list of counties."""

import base64
import binascii
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate
from werkzeug.wrappers import Response

from kepu_app.access.roles import COUNTY_REPORTER, KEPU_ADMINISTRATOR
from kepu_app.core.county_list import read_county_list, write_county_list
from kepu_app.core.county_list.layout import USER_SHEET
from kepu_app.core.errors import InputError, WorkbookError
from kepu_app.county_list.jobs import IMPORT
from kepu_app.county_list.kept import keep, kept_file
from kepu_app.county_list.plan import (
	PlaceChange,
	Plan,
	county_entries,
	foreign_addresses,
	known_list,
	make_plan,
	user_entries,
)
from kepu_app.utils.downloads import XLSX, content_disposition

LARGEST_FILE = 10 << 20
"""Bytes; 533 counties and a thousand users take about a hundred thousand."""

LONGEST_IMPORT = 3600
"""Timeout of an import in seconds; 533 counties and as many users take a few minutes."""

_SHOWN = 200
"""Lines of a kind shown before the confirmation."""

# Annotations stay live (no postponed evaluation): Frappe validates argument types by them.


@frappe.whitelist(methods=["GET"])
def download(filled: bool = False) -> Response:
	"""Download the template, or with ``filled`` the current list."""
	_check_administrator()
	known = known_list()
	entries: dict[str, Any] = {"counties": county_entries(), "users": user_entries()} if filled else {}
	name = "全国科普示范县名单.xlsx" if filled else "全国科普示范县名单（模板）.xlsx"
	content = write_county_list(known.provinces, getdate(), **entries)
	return Response(content, mimetype=XLSX, headers=content_disposition(name))


@frappe.whitelist(methods=["POST"])
def check(name: str, content: str) -> dict[str, Any]:
	"""Validate a whole list and report its changes; write nothing.

	Args:
		name: of the file, for messages.
		content: the file in Base64.

	Returns:
		``problems`` (sheet, cell, message), and without any: ``notes``, ``changes`` with their numbers, ``lines``
		that show them. ``token`` identifies the list for ``start``, for an hour.
	"""
	_check_administrator()
	file = _decoded(content)
	try:
		found = read_county_list(file, known_list(), name=name)
	except InputError as error:
		return {"problems": [_shown(each) for each in _all_problems(error)]}
	problems = [_foreign_address(each, foreign_addresses(found.users)) for each in found.users]
	if any(problems):
		return {"problems": [each for each in problems if each]}
	plan = make_plan(found)
	return {
		"problems": [],
		"notes": [*(note.message for note in found.notes), *plan.notes],
		"changes": plan.summary(),
		"lines": _lines(plan),
		"token": keep(file, name),
	}


@frappe.whitelist(methods=["POST"])
def start(token: str, welcome: bool = False) -> dict[str, Any]:
	"""Enqueue the import of a validated list.

	Args:
		token: from ``check``, for the same user.
		welcome: whether new users get Frappe's welcome mail.
	"""
	_check_administrator()
	if not kept_file(token):
		frappe.throw(_("The checked list is no longer at hand. Please check the file once more."))
	if welcome and not _can_send_mail():
		frappe.throw(_("No outgoing mail account is set up, so no welcome mail can be sent."))
	IMPORT.start(
		"kepu_app.county_list.jobs.execute",
		{"user": frappe.session.user},
		timeout=LONGEST_IMPORT,
		token=token,
		welcome=bool(welcome),
		language=frappe.local.lang,
	)
	return IMPORT.facts()


@frappe.whitelist()
def progress() -> dict[str, Any] | None:
	"""Return the state of the current or last import; a killed one was interrupted, and wrote nothing."""
	_check_administrator()
	return IMPORT.facts()


def _check_administrator() -> None:
	frappe.only_for(KEPU_ADMINISTRATOR, message=True)


def _decoded(content: str) -> bytes:
	if len(content) > LARGEST_FILE * 4 // 3 + 4:
		frappe.throw(_("The file is larger than {0} MB.").format(LARGEST_FILE >> 20))
	try:
		return base64.b64decode(content, validate=True)
	except binascii.Error:
		return frappe.throw(_("The file did not arrive whole. Please try again."))


def _all_problems(error: InputError) -> list[InputError]:
	return list(error.problems) if isinstance(error, WorkbookError) else [error]


def _shown(problem: InputError) -> dict[str, str]:
	sheet, _mark, cell = problem.place.partition("!")
	return {"sheet": sheet, "cell": cell, "message": problem.message.partition("：")[2] or problem.message}


def _foreign_address(entry: Any, foreign: dict[str, str]) -> dict[str, str] | None:
	owner = foreign.get(entry.email)
	if not owner:
		return None
	message = _("The address {0} belongs to the user {1}.").format(entry.email, owner)
	return {"sheet": USER_SHEET, "cell": f"A{entry.row}", "message": message}


def _lines(plan: Plan) -> list[dict[str, str]]:
	"""Return the changes as text, truncated."""
	lines = [{"what": _("New User"), "name": user.email, "detail": user.full_name} for user in plan.users]
	for change in plan.places:
		if change.is_new:
			detail = "，".join(each for each in (change.values["county_name"], change.values["city"]) if each)
			lines.append({"what": _("New County"), "name": change.name, "detail": detail})
		elif change.values:
			lines.append({"what": _("Changed County"), "name": change.name, "detail": _differences(change)})
		for row in change.rows:
			role = _(row.get("role") or COUNTY_REPORTER)
			detail = f"{role} {row.get('city') or change.name}"
			lines.append({"what": _("New Assignment"), "name": row["user"], "detail": detail})
	return lines[:_SHOWN]


def _differences(change: PlaceChange) -> str:
	meta = frappe.get_meta(change.doctype)
	return "；".join(
		f"{_(meta.get_label(name), context=meta.name)}：{change.before.get(name) or '—'} → {value}"
		for name, value in change.values.items()
	)


def _can_send_mail() -> bool:
	account = {"enable_outgoing": 1, "default_outgoing": 1}
	return bool(frappe.db.exists("Email Account", account) or frappe.conf.get("mail_server"))
