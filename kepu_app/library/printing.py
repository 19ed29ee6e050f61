"""A book of cases, printed on Frappe's queue: one at a time for each reader, kept as a private file of his own."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html, getdate, now

from kepu_app.core.errors import KepuError
from kepu_app.core.library import library_book, library_docx, library_pdf
from kepu_app.library.cases import library_cases, named, topics_of
from kepu_app.printing.fonts import site_fonts
from kepu_app.utils.messages import plain_text_of
from kepu_app.utils.runs import DONE, FAILED, RUNNING, BackgroundRun, CacheStore

WRITERS = {"pdf": library_pdf, "docx": library_docx}
LONGEST_PRINT = 1800
"""Seconds after which a book is given up; a thousand cases take a few minutes."""

STEPS = 3
"""Reading the cases, printing them, keeping the file."""

_NONE = "None"
_FOLDER = "Home"


@dataclass(frozen=True)
class BookState:
	"""``done`` of ``total`` steps for ``cases`` cases; ``file_url`` once done, ``message`` why it failed.

	``state`` is one of those in ``utils.runs``, or "None" where there was no book.
	"""

	state: str
	done: int = 0
	total: int = STEPS
	cases: int = 0
	file_url: str = ""
	file_name: str = ""
	message: str = ""
	at: str = ""


def start(cases: list[str], title: str, file_type: str) -> None:
	"""Put the book of these cases on the queue, for the session's user.

	Raises:
		AlreadyRunningError: his last one is not done yet.
		QueueUnreachableError: Redis does not answer.
	"""
	book_of(frappe.session.user).start(
		"kepu_app.library.printing.run",
		{"cases": len(cases), "at": now()},
		timeout=LONGEST_PRINT,
		cases=cases,
		title=title,
		file_type=file_type,
		language=frappe.local.lang,
	)


def run(cases: list[str], title: str, file_type: str, language: str) -> None:
	"""Print the book as the user who asked for it. A job."""
	frappe.local.lang = language
	user = frappe.session.user
	with book_of(user).alone() as is_alone:
		if is_alone:
			_run_alone(user, cases, title, file_type)


def book_state(user: str) -> BookState:
	"""How far the user's last book is."""
	return BookState(**(book_of(user).facts() or {"state": _NONE}))


def book_of(user: str) -> BackgroundRun:
	"""Return the one run by which this user's book is printed; an address may be too long for a lock's name."""
	key = hashlib.sha256(user.encode()).hexdigest()[:20]
	return BackgroundRun(f"kepu-book-{key}", CacheStore(f"kepu_library_run:{user}"))


def _run_alone(user: str, cases: list[str], title: str, file_type: str) -> None:
	state = BookState(RUNNING, cases=len(cases))
	_note(user, state)
	try:
		rows = named(cases)
		book = library_book(library_cases(rows), title, dated=getdate(), topics=topics_of(rows))
		_note(user, replace(state, done=1))
		content = WRITERS[file_type](book, site_fonts())
		_note(user, replace(state, done=2))
		file = _kept(content, f"{title}.{file_type}")
	except Exception as error:
		frappe.db.rollback()
		_note(user, replace(state, state=FAILED, message=_why(error)))
		raise
	# The file is stored before anybody is told of it.
	frappe.db.commit()  # nosemgrep: frappe-manual-commit
	told = {"file_url": file.file_url, "file_name": file.file_name}
	_note(user, replace(state, state=DONE, done=STEPS, **told))


def _kept(content: bytes, name: str) -> Any:
	"""Attached to nothing: such a private file is its owner's alone."""
	file = frappe.new_doc("File")
	file.update({"file_name": name, "is_private": 1, "content": content, "folder": _FOLDER})
	return file.insert()


def _why(error: Exception) -> str:
	if isinstance(error, KepuError):
		return escape_html(error.message)
	if isinstance(error, frappe.ValidationError):
		return escape_html(plain_text_of(error))
	return _("The book could not be printed.")


def _note(user: str, state: BookState) -> None:
	book_of(user).tell(**{**vars(state), "at": now()})
