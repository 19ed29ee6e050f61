"""Prefetch of a request's cache entries, in one round trip.

Frappe 15 asks Redis for every DocType and table separately: fifty round trips a save, which take longer than the
lookups. Keys that most earlier requests of a kind have read are fetched together for the next one. The values
are those Frappe would read a moment later, and live in its request cache.

No value depends on the user.
"""

from __future__ import annotations

import pickle
import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import frappe
from frappe.utils import cstr
from redis.exceptions import ConnectionError as RedisGone
from werkzeug.wrappers import Request, Response

HASHES = (
	"assignment_rule_map",
	"doctype_meta",
	"merged_translations",
	"milestone_tracker_map",
	"notification_config",
	"table_columns",
	"workflow",
)
VALUES = ("db_tables", "is_table", "non_standard_user_types", "server_script_map", "webhooks")
"""Names of Frappe's cache hashes and single values that are the same for all users."""

METHODS = "/api/method/"

MOST_KINDS = 500
"""Kinds of requests recorded, per process."""

WINDOW = 64
"""Requests of a kind after which older ones count half."""

Key = tuple[str, str | None]
"""Name of a hash and a key in it, or name of a single value and None."""


class Habits:
	"""Cache keys that requests of one kind read."""

	def __init__(self) -> None:
		self._requests, self._uses = 0, Counter[Key]()

	def note(self, keys: set[Key]) -> None:
		"""Count the keys that one request has read."""
		self._requests += 1
		self._uses.update(keys)
		if self._requests >= WINDOW:
			self._requests //= 2
			self._uses = Counter({key: uses // 2 for key, uses in self._uses.items() if uses > 1})

	def usual(self) -> list[Key]:
		"""Return the keys that more than half of the requests have read."""
		return [key for key, uses in self._uses.items() if 2 * uses > self._requests]


_habits: dict[tuple[str, str], Habits] = {}
_one_at_a_time = threading.Lock()


def begin(**_arguments: Any) -> None:
	"""Handle hook ``before_request``."""
	kind = _kind(frappe.local.request)
	if kind is None:
		return
	with _one_at_a_time:
		usual = _habits[kind].usual() if kind in _habits else []
	if usual:
		_fetch(usual)


def end(response: Response | None = None, request: Request | None = None) -> None:
	"""Handle hook ``after_request``."""
	if response is None or request is None or response.status_code != 200:
		return
	kind = _kind(request)
	if kind is None:
		return
	keys = set(_read())
	with _one_at_a_time:
		if kind in _habits or len(_habits) < MOST_KINDS:
			_habits.setdefault(kind, Habits()).note(keys)


def _kind(request: Request) -> tuple[str, str] | None:
	"""Return site and method; None where the paths are unlimited or another cache serves."""
	is_method = request.path.startswith(METHODS) and request.method != "OPTIONS"  # answered at any path
	if not is_method or int(frappe.__version__.split(".")[0]) != 15:
		return None
	# A request that names its method in "cmd" may use any path.
	named = frappe.form_dict.get("cmd") or request.path.removeprefix(METHODS)
	return frappe.local.site, cstr(named).partition("/")[0]


def _read() -> Iterator[Key]:
	cache = frappe.local.cache
	for name in HASHES:
		yield from ((name, key) for key in cache.get(frappe.cache.make_key(name)) or ())
	yield from ((name, None) for name in VALUES if cache.get(frappe.cache.make_key(name)) is not None)


def _fetch(keys: list[Key]) -> None:
	pipeline = frappe.cache.pipeline(transaction=False)
	for name, key in keys:
		stored = frappe.cache.make_key(name)
		if key is None:
			pipeline.get(stored)
		else:
			pipeline.hget(stored, key)
	try:
		answers = pipeline.execute()
	except RedisGone:
		return  # Frappe, too, works without its cache
	for (name, key), answer in zip(keys, answers, strict=True):
		if answer is not None:
			_keep(frappe.cache.make_key(name), key, pickle.loads(answer))


def _keep(stored: bytes, key: str | None, value: Any) -> None:
	"""Cache a value as ``RedisWrapper`` does, unless this request has read it already."""
	if key is None:
		frappe.local.cache.setdefault(stored, value)
	else:
		frappe.local.cache.setdefault(stored, {}).setdefault(key, value)
