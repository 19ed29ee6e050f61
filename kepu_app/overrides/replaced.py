"""Monkeypatching of Frappe's functions, in the modules that hold them; ``registry.py`` lists them.

``override_whitelisted_methods`` changes only what a request finds under a name. Frappe's internal calls keep the
original, and so does every alias. Here every reference in Frappe's modules is replaced, so that no endpoint
reaches the original under any name.
"""

from __future__ import annotations

import functools
import importlib
import importlib.abc
import importlib.util
import sys
import threading
from collections.abc import Callable
from itertools import chain
from typing import Any

import frappe

from kepu_app.exceptions import TargetGone
from kepu_app.overrides.registry import ANSWERED, CLASSES, READ_FOR, REPLACED, SWAYED, Replacement

OURS = "kepu_app.overrides"
_ONE_AT_A_TIME = threading.Lock()


def install(**_arguments: Any) -> None:
	"""Handle hook ``before_request``; idempotent.

	Raises:
		TargetGone: a function is missing; no request is served then.
	"""
	with _ONE_AT_A_TIME:
		for path, instead in REPLACED.items():
			_replace(path, instead)
		_refuse_other_gaps()


@functools.cache
def _refuse_other_gaps() -> None:
	"""Raise TargetGone for missing targets of the other tables; a success is cached, an error is not."""
	for path, instead in chain.from_iterable(each.items() for each in (ANSWERED, CLASSES, SWAYED)):
		holder, name = _holder_of(path)
		if getattr(holder, name, None) is None:
			_refuse_gap(path, instead)


def install_in_job(**_arguments: Any) -> None:
	"""Handle hook ``before_job``: patch modules that this job has not imported once they are. Most jobs need none of
	them, and each is a process of its own, which would import them anew."""
	for path, instead in REPLACED.items():
		module = _module_of(path)
		if module in sys.modules:
			_replace(path, instead)
		else:
			_WAITING.setdefault(module, []).append((path, instead))
	if _WAITING and not any(isinstance(each, _OnLoading) for each in sys.meta_path):
		sys.meta_path.insert(0, _OnLoading())


_WAITING: dict[str, list[tuple[str, Replacement]]] = {}
"""By module: what to patch once it is imported."""


class _OnLoading(importlib.abc.MetaPathFinder):
	"""Import hook that patches waiting modules; finds none itself."""

	def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
		waiting = _WAITING.pop(fullname, None)
		if not waiting:
			return None
		spec = importlib.util.find_spec(fullname)
		if spec and spec.loader:
			loader: Any = spec.loader
			loader.exec_module = _then_replace(loader.exec_module, waiting)
		return spec


def _then_replace(execute: Callable[..., Any], waiting: list[tuple[str, Replacement]]) -> Callable[..., Any]:
	def exec_module(module: Any) -> None:
		execute(module)
		for path, instead in waiting:
			_replace(path, instead)

	return exec_module


def _replace(path: str, instead: Replacement) -> None:
	holder, name = _holder_of(path)
	original = getattr(holder, name, None)
	if original is None:
		_refuse_gap(path, instead)
		return
	if hasattr(original, "replaced_by_kepu_app"):
		return
	replacement = _taking_place_of(original, instead.ours)
	_whitelist_alike(original, replacement)
	setattr(holder, name, replacement)
	_replace_everywhere(original, replacement)


def _refuse_gap(path: str, instead: Replacement) -> None:
	version = int(frappe.__version__.split(".")[0])
	if version in instead.versions or version not in READ_FOR:
		raise TargetGone(
			f"Frappe {frappe.__version__} has no {path}, which kepu_app replaces or changes, since it {instead.reason}. "
			"Find what has taken its place, and name it in kepu_app/overrides/registry.py."
		)


def _module_of(path: str) -> str:
	return path.partition(":")[0] if ":" in path else path.rpartition(".")[0]


def _holder_of(path: str) -> tuple[Any, str]:
	"""Return the module or class (None where this version lacks it) and the name in it."""
	module = _module_of(path)
	name = path.rpartition(".")[2]
	try:
		holder = importlib.import_module(module)
	except ModuleNotFoundError:
		return None, name
	inside = path.partition(":")[2]
	return (getattr(holder, inside.partition(".")[0], None) if inside else holder), name


def _taking_place_of(original: Callable[..., Any], instead: str) -> Callable[..., Any]:
	module, _dot, name = instead.partition(".")

	@functools.wraps(original)
	def replacement(*arguments: Any, **named: Any) -> Any:
		ours = getattr(importlib.import_module(f"{OURS}.{module}"), name)
		return ours(original, *arguments, **named)

	marked: Any = replacement
	marked.replaced_by_kepu_app = True
	return replacement


def _whitelist_alike(original: Callable[..., Any], replacement: Callable[..., Any]) -> None:
	"""Give the replacement the original's endpoint settings: HTTP verbs and guest access."""
	for known in (frappe.whitelisted, frappe.guest_methods, frappe.xss_safe_methods):
		if original in known:
			(known.add if isinstance(known, set) else known.append)(
				replacement
			)  # Frappe 16 has sets, 15 lists
			known.remove(original)
	verbs = frappe.allowed_http_methods_for_whitelisted_func
	if original in verbs:
		verbs[replacement] = verbs[original]


def _replace_everywhere(original: Callable[..., Any], replacement: Callable[..., Any]) -> None:
	for name, module in list(sys.modules.items()):
		if name.partition(".")[0] not in ("frappe", "kepu_app"):
			continue
		for attribute, value in list(vars(module).items()):
			if value is original:
				setattr(module, attribute, replacement)
