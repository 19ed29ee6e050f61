"""The exceptions that ``kepu_app.core`` raises on purpose.

Users read the messages of a ``KepuError``, in Chinese. The others go from one module of the core to another, which
words the message. What ends a search within a single module is private to that module.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
	from kepu_app.core.office import Refusal


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


class WorkbookError(InputError):
	"""A workbook that cannot be read; ``problems`` holds every single one of its problems."""

	def __init__(self, problems: Sequence[InputError], name: str) -> None:
		first = problems[0]
		others = f"（另有{len(problems) - 1}个问题）" if len(problems) > 1 else ""
		super().__init__(first.message + others, code=first.code, place=name)
		self.problems = tuple(problems)


class FontError(KepuError):
	"""A font is missing, or no font of a role has the character."""


class PackageError(KepuError):
	"""A package cannot be built or does not match its manifest."""


class RefusedZip(Exception):
	"""A file that is not unpacked; the caller words the message."""

	def __init__(self, refusal: Refusal) -> None:
		super().__init__(refusal.value)
		self.refusal = refusal


class UnusableTemplate(Exception):
	"""A template for Word files that cannot even be looked into; the message is in Chinese."""

	def __init__(self, code: str, message: str, place: str = "文件") -> None:
		super().__init__(message)
		self.code = code
		self.message = message
		self.place = place


class BrokenChannel(Exception):
	"""The other side of the sandbox's channel is gone, or sends what it may not."""


class UnreadableAnswer(Exception):
	"""What a child of the sandbox sent is no answer."""


def _rebuild(error_type: type[KepuError], state: dict[str, Any]) -> KepuError:
	error = error_type.__new__(error_type, state["message"])
	error.__dict__.update(state)
	return error
