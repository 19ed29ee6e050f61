"""Printing of a book of cases as a job: one at a time per user, stored as the user's private file."""

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
from kepu_app.utils.jobs import count, job
from kepu_app.utils.messages import plain_text_of
from kepu_app.utils.runs import DONE, FAILED, RUNNING, BackgroundRun, CacheStore

WRITERS = {"pdf": library_pdf, "docx": library_docx}
LONGEST_PRINT = 1800
"""Timeout of a book in seconds; a thousand cases take a few minutes."""

STEPS = 3
"""Reading the cases, printing them, storing the file."""

_NONE = "None"
_FOLDER = "Home"


@dataclass(frozen=True)
class BookState:
	"""``done`` of ``total`` steps for ``cases`` cases; ``file_url`` once done, ``message`` why it failed.

	``state`` is one of those in ``utils.runs``, or "None" without a book.
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
	"""Enqueue the book of these cases, for the session's user.

	Raises:
		AlreadyRunningError: the user's last one is not done yet.
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


@job("book of cases", "cases", "file_type")
def run(cases: list[str], title: str, file_type: str, language: str) -> None:
	"""Print the book as the requesting user. A job."""
	frappe.local.lang = language
	user = frappe.session.user
	with book_of(user).alone() as is_alone:
		if is_alone:
			_run_alone(user, cases, title, file_type)


def book_state(user: str) -> BookState:
	"""Return the progress of the user's last book."""
	return BookState(**(book_of(user).facts() or {"state": _NONE}))


def book_of(user: str) -> BackgroundRun:
	"""Return the run that prints this user's book; hashed, since an address may exceed a lock's name."""
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
	# Commit the file before reporting it.
	frappe.db.commit()  # nosemgrep: frappe-manual-commit
	count(printed=len(rows))
	told = {"file_url": file.file_url, "file_name": file.file_name}
	_note(user, replace(state, state=DONE, done=STEPS, **told))


def _kept(content: bytes, name: str) -> Any:
	"""Store an unattached private file, which only its owner may read."""
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
