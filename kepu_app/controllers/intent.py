"""What the app means by a change that it is about to store, and that the document itself does not say.

Frappe stands between whoever asks for a step and the document that checks it, so this cannot be an argument of a call.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from frappe.model.document import Document


@dataclass(frozen=True)
class Intent:
	"""Who acts, by which step, and why.

	Args:
		by_system: the app itself acts in consequence of something that was checked, as on opening a cycle or accepting a
			submission.
		action: the step that was chosen; None for whichever leads to the document's new state.
		role: of a step ``by_system``, for the review history.
		reason: what was written with the step.
		decided_on: the version that was looked at.
	"""

	by_system: bool = False
	action: str | None = None
	role: str | None = None
	reason: str | None = None
	decided_on: Any = None


_NOTHING = Intent()


def intend(doc: Document, **meant: Any) -> None:
	"""Add to what is meant by the next change of a document. No request gets here: only the app's own code calls it."""
	doc.flags.intent = replace(intent_of(doc), **meant)


def intent_of(doc: Document) -> Intent:
	"""Return what is meant by the change that is being stored.

	Frappe drops ``flags`` from every request. Should it ever let them pass, what came with a request is no Intent, since
	JSON holds none, and means nothing.
	"""
	found = doc.flags.intent
	return found if isinstance(found, Intent) else _NOTHING
