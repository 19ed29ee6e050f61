"""Sending a text message by the gateway of Frappe's SMS Settings.

Frappe's own ``send_sms`` has no timeout and follows any redirect. It fails after sending if the DocType SMS Log,
which Frappe 15 leaves to ERPNext, is missing. The payload and that log are the same here.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.core.doctype.sms_settings.sms_settings import create_sms_log, get_headers, validate_receiver_nos

from kepu_app.exceptions import GatewayUnreachableError, NotTakenError

SECONDS = (5, 10)
"""Timeouts for the connection and for the response."""


def send(number: str, text: str) -> None:
	"""Send a text to one number, once.

	Raises:
		GatewayUnreachableError: the gateway timed out.
		NotTakenError: it refused the message, or is not configured.
	"""
	settings = frappe.get_cached_doc("SMS Settings")
	if not settings.sms_gateway_url:
		raise NotTakenError(_("SMS Settings name no gateway."))
	[number] = validate_receiver_nos([number])
	status = _ask(settings, number, text)
	if not 200 <= status < 300:
		raise NotTakenError(_("The server answered {0}.").format(f"HTTP {status}"))
	if frappe.db.exists("DocType", "SMS Log"):
		create_sms_log({"message": text.encode(), "receiver_list": [number]}, [number])


def has_gateway() -> bool:
	"""Return whether SMS Settings name one."""
	return bool(frappe.db.get_single_value("SMS Settings", "sms_gateway_url"))


def _ask(settings: Any, number: str, text: str) -> int:
	import requests

	headers = get_headers(settings)
	values = {row.parameter: row.value for row in settings.parameters if not row.header}
	values |= {settings.message_parameter: text, settings.receiver_parameter: number}
	as_json = headers.get("Content-Type") == "application/json"
	options: dict[str, Any] = {"headers": headers, "timeout": SECONDS, "allow_redirects": False}
	options["json" if as_json else "data" if settings.use_post else "params"] = values
	try:
		verb = "POST" if settings.use_post else "GET"
		return requests.request(verb, settings.sms_gateway_url, **options).status_code
	except requests.RequestException as error:
		# Its text may disclose the number.
		raise GatewayUnreachableError(
			_("The server did not answer in time ({0}).").format(type(error).__name__)
		) from None
