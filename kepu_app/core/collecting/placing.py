"""What one file turned out to be, and where it belongs."""

from __future__ import annotations

from dataclasses import dataclass

from kepu_app.core.collecting.outcomes import Outcome
from kepu_app.core.collecting.records import FoundRecord, Origin
from kepu_app.core.model import ScanOf


@dataclass(frozen=True)
class PlacedFile:
	"""One file that was looked into.

	``kind`` is what it is, as the list shows it. Either it holds ``records``, or it is the ``scan`` of a paper,
	or its ``bio_lines`` belong to people whose table is in another file, or ``outcome`` says what became of it
	and ``remark`` why. ``others`` are the further papers of a file that holds several.
	"""

	origin: Origin
	kind: str = ""
	records: tuple[FoundRecord, ...] = ()
	bio_lines: tuple[str, ...] = ()
	scan: ScanOf | None = None
	county_code: str = ""
	outcome: Outcome = Outcome.OTHER
	remark: str = ""
	others: tuple[PlacedFile, ...] = ()
