"""Responses to internal errors: they disclose that a request failed and when, not where.

Frappe sends a traceback with paths, queries and values of the server. Here it stays in the Error Log.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from typing import Any

import frappe
from bs4.builder import ParserRejectedMarkup
from frappe import _
from frappe.translate import get_user_lang
from frappe.utils import now_datetime
from frappe.utils.error import log_error_snapshot
from frappe.website.serve import get_response
from pymysql.constants import ER
from werkzeug.wrappers import Request, Response

REFUSED = 400
"""Lowest HTTP status of an error."""

ER_STATEMENT_TIMEOUT = 1969
"""MariaDB's; pymysql has no name for it."""

FAILURE = 500
"""HTTP status of an internal error."""

TOO_MANY = 429
"""HTTP status of a rate limit's refusal."""

REFUSALS = ("SecurityException",)
"""Frappe's refusals with the same status and a message: a login after too many attempts."""

GIVEN_UP, UNAVAILABLE = (ER.LOCK_WAIT_TIMEOUT, ER_STATEMENT_TIMEOUT), 503
"""Database timeouts (see ``access/bounds.py``), and the HTTP status of the response."""

NEARLY_NOTHING = 1 << 20
"""Free bytes below which a disk counts as full."""

TRACES = ("exc", "exception", "_exc_source", "_debug_messages", "_error_message")
"""Keys of Frappe's responses that hold tracebacks or parts of one."""


def hide_tracebacks(**_arguments: Any) -> None:
	"""Handle hook ``before_request``, before the user is known; ``access/gate.py`` shows tracebacks to users who
	are not bound to the allow-list."""
	frappe.local.flags.disable_traceback = True


def show_tracebacks() -> None:
	"""Show tracebacks for the rest of this request."""
	frappe.local.flags.disable_traceback = False
	frappe.local.kepu_shows_tracebacks = True


def tell_plainly(response: Response | None = None, request: Request | None = None) -> None:
	"""Handle hook ``after_request``: strip tracebacks from every response, also if the request failed before the app
	ran. Replace an internal error by one sentence in the user's language."""
	if (
		response is None
		or response.status_code < REFUSED
		or getattr(frappe.local, "kepu_shows_tracebacks", False)
	):
		return
	if response.mimetype == "application/json":
		_strip(response)
	elif response.status_code == FAILURE:
		_show_page(response)


def tell_of_too_many(original: Callable[..., Any]) -> Any:
	"""Override ``frappe.rate_limiter.respond``: with a page's rate limit and none on the site, Frappe returns no
	response, which browsers see as a 502."""
	answer = original()
	if answer is not None:
		return answer
	frappe.respond_as_web_page(
		_("Too Many Requests"), _("Please try again later."), http_status_code=TOO_MANY, indicator_color="red"
	)
	return get_response("message", http_status_code=TOO_MANY)


def report_error(original: Callable[..., Any], status_code: int) -> Any:
	"""Override ``frappe.utils.response.report_error``: database timeouts and a guest's malformed HTML are not
	internal errors."""
	error = sys.exc_info()[1]
	if isinstance(error, frappe.QueryTimeoutError) or (
		error and error.args[:1] and error.args[0] in GIVEN_UP
	):
		_tell(
			_(
				"This kept the database busy for too long and was given up; nothing was saved. Please ask for less at "
				"once, or try again in a few minutes."
			)
		)
		status_code = UNAVAILABLE
	if isinstance(error, ParserRejectedMarkup):
		_tell(_("A text in this request cannot be read: its tags are broken."))
		status_code = frappe.ValidationError.http_status_code
	return original(status_code)


def _tell(sentence: str) -> None:
	frappe.clear_messages()
	frappe.msgprint(sentence, title=_("Error"), indicator="red")


def keep_error(original: Callable[..., Any], page: Any) -> None:
	"""Override ``ErrorPage.init_context``: Frappe shows the error on the page without logging it."""
	if isinstance(page.exception, Exception):
		log_error_snapshot(page.exception)
	original(page)


def _strip(response: Response) -> None:
	answer = json.loads(response.get_data())
	kept = {key: value for key, value in answer.items() if key not in TRACES}
	for error in kept.get("errors") or ():
		error.pop("exception", None)
	if response.status_code == FAILURE and answer.get("exc_type") not in REFUSALS:
		kept = _told_plainly(kept, _sentence(answer.get("exc_type")))
	response.set_data(json.dumps(kept))


def _told_plainly(answer: dict[str, Any], sentence: str) -> dict[str, Any]:
	told = {"message": sentence, "title": _("Error"), "indicator": "red"}
	if "errors" in answer:
		return {"errors": [{"type": each.get("type"), **told} for each in answer["errors"]]}
	return {**answer, "_server_messages": json.dumps([json.dumps(told)])}


def _sentence(error: str | None = None) -> str:
	frappe.local.lang = get_user_lang(frappe.session.user)
	if error == OSError.__name__ and _is_full():
		return _(
			"The server has no room left for files; nothing was saved. Please tell the administrator, and try "
			"again once there is room."
		)
	return _(
		"The server could not do this because of an error in the program. The error has been noted; please tell "
		"the administrator the time: {0}."
	).format(now_datetime().strftime("%Y-%m-%d %H:%M:%S"))


def _is_full() -> bool:
	folder = frappe.get_site_path("private", "files")
	return shutil.disk_usage(folder).free < NEARLY_NOTHING


def _show_page(response: Response) -> None:
	message = _sentence()
	frappe.local.message_log = []
	frappe.respond_as_web_page(
		_("Error"), message, http_status_code=response.status_code, indicator_color="red"
	)
	response.set_data(get_response("message", http_status_code=response.status_code).get_data())
