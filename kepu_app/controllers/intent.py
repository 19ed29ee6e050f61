"""The app's intent in a change that it is about to store, which the document itself does not show.

Frappe's code is between the caller of a step and the document that checks it, so it cannot be an argument.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from frappe.model.document import Document


@dataclass(frozen=True)
class Intent:
	"""Who acts, by which step, and why.

	Args:
		by_system: the app itself acts in consequence of an authorised act, as on opening a cycle or accepting a
			submission.
		action: the chosen step; None for any that leads to the document's new state.
		role: of a step ``by_system``, for the review history.
		reason: the step's reason or opinion.
		decided_on: the version that the user saw.
	"""

	by_system: bool = False
	action: str | None = None
	role: str | None = None
	reason: str | None = None
	decided_on: Any = None


_NOTHING = Intent()


def intend(doc: Document, **meant: Any) -> None:
	"""Add to the intent of a document's next change. Only the app's own code calls it, no request."""
	doc.flags.intent = replace(intent_of(doc), **meant)


def intent_of(doc: Document) -> Intent:
	"""Return the intent of the change that is being stored.

	Frappe drops ``flags`` from every request. Should it ever let them pass, they are ignored: JSON cannot hold an
	Intent.
	"""
	found = doc.flags.intent
	return found if isinstance(found, Intent) else _NOTHING
