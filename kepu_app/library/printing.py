"""A book of cases, printed on Frappe's queue: one at a time for each reader, kept as a private file of his own.

How far it is stands in Redis beside the job. The job may be killed at any moment and then says nothing more, so
whether it is running is asked of its lock and of the queue.
"""

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
from kepu_app.packages.state import FAILED, FINISHED, INTERRUPTED, NONE, RUNNING
from kepu_app.printing.fonts import site_fonts
from kepu_app.utils.background import exclusive, is_alive, refuse_if_alive, start_alone
from kepu_app.utils.messages import plain_text_of

WRITERS = {"pdf": library_pdf, "docx": library_docx}
LONGEST_PRINT = 1800
"""Seconds after which a book is given up; a thousand cases take a few minutes."""

STEPS = 3
"""Reading the cases, printing them, keeping the file."""

_KEY = "kepu_library_book"
_FOLDER = "Home"


@dataclass(frozen=True)
class BookState:
	"""``done`` of ``total`` steps for ``cases`` cases; ``file_url`` once finished, ``message`` why it failed."""

	status: str
	done: int = 0
	total: int = STEPS
	cases: int = 0
	file_url: str = ""
	file_name: str = ""
	message: str = ""
	at: str = ""


def start(cases: list[str], title: str, file_type: str) -> None:
	"""Puts the book of these cases on the queue, for the session's user.

	Raises:
		AlreadyRunningError: his last one is not done yet.
		QueueUnreachableError: Redis does not answer.
	"""
	user = frappe.session.user
	refuse_if_alive(job_name(user))
	# Before the job may begin: what it says is newer.
	_note(user, BookState(RUNNING, cases=len(cases)))
	start_alone(
		job_name(user),
		"kepu_app.library.printing.run",
		timeout=LONGEST_PRINT,
		cases=cases,
		title=title,
		file_type=file_type,
		language=frappe.local.lang,
	)


def run(cases: list[str], title: str, file_type: str, language: str) -> None:
	"""The job, as the user who asked for the book."""
	frappe.local.lang = language
	user = frappe.session.user
	with exclusive(job_name(user)) as is_alone:
		if is_alone:
			_run_alone(user, cases, title, file_type)


def book_state(user: str) -> BookState:
	"""How far the user's last book is."""
	noted = frappe.cache.hget(_KEY, user)
	state = BookState(**noted) if noted else BookState(NONE)
	if state.status == RUNNING and not is_alive(job_name(user)):
		return replace(state, status=INTERRUPTED)
	return state


def job_name(user: str) -> str:
	"""The one job, and lock, by which this user's book is printed; short enough for a lock's name."""
	return f"kepu-book-{hashlib.sha256(user.encode()).hexdigest()[:20]}"


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
		_note(user, replace(state, status=FAILED, message=_why(error)))
		raise
	# The file is stored before anybody is told of it.
	frappe.db.commit()  # nosemgrep: frappe-manual-commit
	told = {"file_url": file.file_url, "file_name": file.file_name}
	_note(user, replace(state, status=FINISHED, done=STEPS, **told))


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
	frappe.cache.hset(_KEY, user, {**vars(state), "at": now()})
