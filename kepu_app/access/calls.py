"""Parsing of requests into calls, in the order of dispatch in ``frappe.app``.

Nothing here authorises or runs anything.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import frappe
from frappe.modules.utils import load_doctype_module
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RoutingException

from kepu_app.access.moved import MOVED

METHOD, DOCUMENT, DOCUMENT_METHOD, FILE, PAGE = "method", "document", "document method", "file", "page"
RUNNERS = ("run_doc_method", "runserverobj")

DOING = {"GET": "read", "POST": "create", "PUT": "write", "PATCH": "write", "DELETE": "delete"}
ROUTES = {
	"/method/<path:method>": METHOD,
	"/method/<method>": METHOD,
	"/method/login": METHOD,
	"/method/logout": METHOD,
	"/method/ping": METHOD,
	"/method/upload_file": METHOD,
	"/method/run_doc_method": DOCUMENT_METHOD,
	"/method/<doctype>/<method>": METHOD,
	"/resource/<doctype>": DOCUMENT,
	"/resource/<doctype>/<path:name>/": DOCUMENT,
	"/document/<doctype>": DOCUMENT,
	"/document/<doctype>/<path:name>/": DOCUMENT,
	"/document/<doctype>/<path:name>/method/<method>/": DOCUMENT_METHOD,
	"/doctype/<doctype>/meta": DOCUMENT,
	"/doctype/<doctype>/count": DOCUMENT,
}
"""Known Frappe routes below ``/api``, ``/api/v1`` and ``/api/v2``; any other is refused."""


@dataclass(frozen=True)
class Call:
	"""One request.

	Args:
		kind: one of the constants above; None for an unknown route.
		target: the method's dotted name (of now, see ``moved.py``), the DocType, the document method's name, or the path.
		verb: GET for HEAD too.
		arguments: as the function will receive them.
		doctype: DocType in the route.
		name: document in the route.
		does: action on the document: read, create, write, delete or meta.
		body: the JSON body, whatever its content type: REST 1 writes the body, not the arguments.
	"""

	kind: str | None
	target: str
	verb: str
	arguments: Mapping[str, Any] = field(default_factory=dict)
	doctype: str | None = None
	name: str | None = None
	does: str = "read"
	body: Any = None


def read_call(request: Any) -> Call:
	"""Return the request as a call; its arguments are ``frappe.form_dict``."""
	arguments = frappe.form_dict
	verb = "GET" if request.method == "HEAD" else request.method
	if arguments.get("cmd"):
		return _method_call(str(arguments["cmd"]), verb, arguments)
	path = request.path
	if path.startswith("/api/"):
		return _api_call(request, verb, arguments)
	if path.startswith(("/private/files/", "/backups")):
		return Call(FILE, path, verb, arguments)
	return Call(PAGE, path.strip("/ "), verb, arguments)


def _api_call(request: Any, verb: str, arguments: Mapping[str, Any]) -> Call:
	from frappe.api import API_URL_MAP

	try:
		rule, values = API_URL_MAP.bind_to_environ(request.environ).match(return_rule=True)
	except (HTTPException, RoutingException):
		return Call(None, request.path, verb, arguments)
	route = _plain_route(rule.rule)
	kind = ROUTES.get(route)
	if kind == METHOD:
		return _method_call(_method_name(route, values), verb, arguments)
	if kind == DOCUMENT_METHOD:
		return _document_method_call(values, verb, arguments)
	if kind == DOCUMENT:
		return replace(_document_call(route, values, verb, arguments), body=_body(request))
	return Call(None, request.path, verb, arguments)


def _body(request: Any) -> Any:
	try:
		return json.loads(request.get_data())
	except (ValueError, RecursionError):  # a form, a file or empty: the arguments have it all
		return None


def _plain_route(route: str) -> str:
	for prefix in ("/api/v1", "/api/v2", "/api"):
		if route.startswith(f"{prefix}/"):
			return route.removeprefix(prefix)
	return route


def _method_name(route: str, values: Mapping[str, str]) -> str:
	if "doctype" in values:
		return _name_by_doctype(values["doctype"], values["method"])
	if "method" in values:
		return values["method"].split("/")[0]
	return route.rpartition("/")[2]


def _name_by_doctype(doctype: str, method: str) -> str:
	"""Return the dotted name that REST 2 derives from DocType and method; an unlisted one if it cannot."""
	try:
		return f"{load_doctype_module(doctype).__name__}.{method}"
	except (frappe.DoesNotExistError, ImportError):
		return f"{doctype}/{method}"


def _method_call(name: str, verb: str, arguments: Mapping[str, Any]) -> Call:
	if name.rpartition(".")[2] in RUNNERS:
		return _document_method_call({}, verb, arguments)
	return Call(METHOD, MOVED.get(name, name), verb, arguments)


def _document_method_call(values: Mapping[str, str], verb: str, arguments: Mapping[str, Any]) -> Call:
	method = str(values.get("method") or arguments.get("method") or arguments.get("run_method") or "")
	doctype, name = values.get("doctype"), values.get("name")
	if not doctype:
		sent = next(iter(dicts_in(arguments.get("docs") or arguments.get("document"))), {})
		doctype = arguments.get("dt") or sent.get("doctype")
		name = (arguments.get("dn") or arguments.get("dt")) if arguments.get("dt") else sent.get("name")
	return Call(DOCUMENT_METHOD, method, verb, arguments, str(doctype), name)


def _document_call(route: str, values: Mapping[str, str], verb: str, arguments: Mapping[str, Any]) -> Call:
	doctype, name = values["doctype"], values.get("name")
	if name and ("run_method" in arguments or (verb == "POST")):
		return _document_method_call(values, verb, arguments)
	does = "meta" if route.endswith("/meta") else DOING.get(verb, verb)
	return Call(DOCUMENT, doctype, verb, arguments, doctype, name, does)


def dicts_in(value: Any) -> Iterator[Mapping[str, Any]]:
	"""Yield the documents in an argument that is a document, a list of them, or one of both as JSON."""
	value = parsed(value)
	for each in value if isinstance(value, list) else [value]:
		if isinstance(each, dict):
			yield each


def names_in(value: Any) -> Iterator[Any]:
	"""Yield the names in an argument that is a name, a list of names, or such a list as JSON."""
	value = parsed(value) if isinstance(value, str) and value.lstrip().startswith(("[", "{")) else value
	if isinstance(value, list):
		yield from value
	elif value not in (None, ""):
		yield value


def parsed(value: Any) -> Any:
	"""Return a text parsed as JSON; the text itself if it is not JSON."""
	if not isinstance(value, str):
		return value
	try:
		return json.loads(value)
	except (ValueError, RecursionError):
		return value


def strings_in(value: Any) -> Iterator[str]:
	"""Yield every text in the arguments, also inside JSON."""
	value = parsed(value)
	if isinstance(value, str):
		yield value
	elif isinstance(value, Mapping):
		for each in value.values():
			yield from strings_in(each)
	elif isinstance(value, list):
		for each in value:
			yield from strings_in(each)
