"""The errors that ``kepu_app.core`` raises on purpose; their messages are shown to users, in Chinese."""

from __future__ import annotations

from typing import Any


class KepuError(Exception):
	"""Base of every error raised on purpose: ``code`` for programs, the message for people.

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
		"""Errors cross from printing processes to the caller, keyword arguments and all."""
		return _rebuild, (type(self), self.__dict__.copy())

	def as_dict(self) -> dict[str, str]:
		"""For ``--json`` and for the Desk."""
		return {"code": self.code, "place": self.place, "message": self.message}


class InputError(KepuError):
	"""A file or a value that the user gave cannot be used as it is."""


class FontError(KepuError):
	"""A font is missing, or a character is in none of the fonts that a role may use."""


class PackageError(KepuError):
	"""A package cannot be built or does not match its manifest."""


def _rebuild(error_type: type[KepuError], state: dict[str, Any]) -> KepuError:
	error = error_type.__new__(error_type, state["message"])
	error.__dict__.update(state)
	return error
