"""The exceptions that ``kepu_app.core`` raises on purpose; users read their messages, in Chinese."""

from __future__ import annotations

from typing import Any


class KepuError(Exception):
	"""Base of every exception raised on purpose: ``code`` for programs, the message for people.

	Args:
		message: one Chinese sentence that names the place and the rule.
		code: stable identifier such as ``workbook.sheet_missing``.
		place: where, as the reader knows it: a sheet and cell, a county and field, a file's name.
	"""

	def __init__(self, message: str, *, code: str, place: str = "") -> None:
		super().__init__(message)
		self.message = message
		self.code = code
		self.place = place

	def __reduce__(self) -> tuple[Any, ...]:
		"""Keep keyword arguments when pickled: printing processes pass errors to their caller."""
		return _rebuild, (type(self), self.__dict__.copy())

	def as_dict(self) -> dict[str, str]:
		"""Return the error for ``--json`` and for the Desk."""
		return {"code": self.code, "place": self.place, "message": self.message}


class InputError(KepuError):
	"""A file or a value from the user cannot be used as it is."""


class FontError(KepuError):
	"""A font is missing, or no font of a role has the character."""


class PackageError(KepuError):
	"""A package cannot be built or does not match its manifest."""


def _rebuild(error_type: type[KepuError], state: dict[str, Any]) -> KepuError:
	error = error_type.__new__(error_type, state["message"])
	error.__dict__.update(state)
	return error
