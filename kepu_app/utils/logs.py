"""The app's log on a site: one file, one logger per module, and defined levels.

A module gets its logger at its top, ``logger = logs.of(__name__)``; the core, which has no Frappe, gets the same by
``logging.getLogger(__name__)``. They write to ``logs/kepu_app.log`` of the current site and of the bench, where Frappe
keeps and rotates it. Each line names its module.

=======  ==================================================================================
DEBUG    a single step, for debugging
INFO     ordinary work: a job began, a job ended
WARNING  something was left out or is retried; the work goes on
ERROR    needs attention
=======  ==================================================================================

A site logs from INFO on, or from the level ``kepu_log_level`` of its configuration. Never log personal data, passwords
or users' text; the name of a received file that cannot be parsed is an exception. Escaping prevents log injection: no
value makes one message look like two.
"""

from __future__ import annotations

import logging
import unicodedata

import frappe

from kepu_app.core.characters import HIDDEN

NAME = "kepu_app"
"""Name of the file, and of the parent of all modules' loggers."""

LEVEL = "kepu_log_level"
"""Key of the site's configuration."""

_LEVELS = {"DEBUG": logging.DEBUG, "INFO": logging.INFO, "WARNING": logging.WARNING, "ERROR": logging.ERROR}


def of(module: str) -> logging.Logger:
	"""Return the logger of a module of the app. No site is needed yet: each line finds its own."""
	above = logging.getLogger(NAME)
	above.addHandler(_TO_SITE)  # idempotent
	above.setLevel(logging.DEBUG)  # the level differs by site, see the handler
	above.propagate = False
	return logging.getLogger(module)


class _ToSite(logging.Handler):
	"""Write to the current site's log; without a site, do what Python does without configuration."""

	def emit(self, record: logging.LogRecord) -> None:
		try:
			if not getattr(frappe.local, "site", None):
				if record.levelno >= logging.lastResort.level:
					logging.lastResort.handle(record)
			elif record.levelno >= _site_level():
				# Past the logger itself: Frappe drops everything below ERROR on a production site.
				for handler in frappe.logger(NAME).handlers:
					handler.setFormatter(_LINE)
					handler.handle(record)
		except Exception:
			self.handleError(record)


class _Line(logging.Formatter):
	"""Format each message as one line. A traceback follows in lines that begin with a tab."""

	def formatMessage(self, record: logging.LogRecord) -> str:
		return _escaped(super().formatMessage(record))

	def format(self, record: logging.LogRecord) -> str:
		first, *traceback = super().format(record).split("\n")
		return "\n".join((first, *(f"\t{_escaped(line)}" for line in traceback)))


def _escaped(text: str) -> str:
	"""Escape line ends and invisible characters, as ``\\n``, against log injection."""
	return "".join(
		each.encode("unicode_escape").decode() if unicodedata.category(each) in HIDDEN else each
		for each in text
	)


def _site_level() -> int:
	return _LEVELS.get(str(frappe.conf.get(LEVEL)).upper(), logging.INFO)


_TO_SITE = _ToSite()
_LINE = _Line("%(asctime)s %(levelname)s %(name)s %(message)s")
