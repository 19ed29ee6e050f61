"""The app's log on a site: one file, one logger a module, and levels with a meaning.

A module asks for its logger at its top, ``logger = logs.of(__name__)``; the core, which has no Frappe, has the same
logger by ``logging.getLogger(__name__)``. What they write is in ``logs/kepu_app.log`` of the site at work, and of the
bench, where Frappe keeps and rotates it. Each line names its module.

=======  ==================================================================================
DEBUG    a single step, for whoever looks for a fault
INFO     ordinary work: a job began, a job ended
WARNING  something was left out or is tried again; the work goes on
ERROR    somebody has to look
=======  ==================================================================================

A site writes from INFO on, or from the level that its configuration names as ``kepu_log_level``. Whoever logs something
leaves out personal data, passwords and what people typed; of a received file that cannot be read the name is needed. No
message is taken for two, whatever its values hold.
"""

from __future__ import annotations

import logging
import unicodedata

import frappe

from kepu_app.core.characters import HIDDEN

NAME = "kepu_app"
"""Of the file, and of the logger above those of all modules."""

LEVEL = "kepu_log_level"
"""Key of the site's configuration."""

_LEVELS = {"DEBUG": logging.DEBUG, "INFO": logging.INFO, "WARNING": logging.WARNING, "ERROR": logging.ERROR}


def of(module: str) -> logging.Logger:
	"""Return the logger of a module of the app. It may be asked for before there is a site: each line finds its own."""
	above = logging.getLogger(NAME)
	above.addHandler(_TO_SITE)  # once, however often it is asked
	above.setLevel(logging.DEBUG)  # sites differ, so each decides by itself
	above.propagate = False
	return logging.getLogger(module)


class _ToSite(logging.Handler):
	"""Write into the log of the site at work; without a site, do what Python does without settings."""

	def emit(self, record: logging.LogRecord) -> None:
		try:
			if not getattr(frappe.local, "site", None):
				if record.levelno >= logging.lastResort.level:
					logging.lastResort.handle(record)
			elif record.levelno >= _site_level():
				# Not by the logger itself: Frappe leaves out everything below ERROR on a site in use.
				for handler in frappe.logger(NAME).handlers:
					handler.setFormatter(_LINE)
					handler.handle(record)
		except Exception:
			self.handleError(record)


class _Line(logging.Formatter):
	"""Make one line of each message. A traceback follows in lines that begin with a tab."""

	def formatMessage(self, record: logging.LogRecord) -> str:
		return _escaped(super().formatMessage(record))

	def format(self, record: logging.LogRecord) -> str:
		first, *traceback = super().format(record).split("\n")
		return "\n".join((first, *(f"\t{_escaped(line)}" for line in traceback)))


def _escaped(text: str) -> str:
	"""Return the text with ``\\n`` and the like in place of what ends a line or is not seen."""
	return "".join(
		each.encode("unicode_escape").decode() if unicodedata.category(each) in HIDDEN else each
		for each in text
	)


def _site_level() -> int:
	return _LEVELS.get(str(frappe.conf.get(LEVEL)).upper(), logging.INFO)


_TO_SITE = _ToSite()
_LINE = _Line("%(asctime)s %(levelname)s %(name)s %(message)s")
