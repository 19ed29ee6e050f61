"""What one file turned out to be, and where it belongs."""

from __future__ import annotations

from dataclasses import dataclass

from kepu_app.core.collecting.outcomes import Outcome
from kepu_app.core.collecting.records import FoundRecord, Origin
from kepu_app.core.model import ScanOf


@dataclass(frozen=True)
class PlacedFile:
	"""One file that was examined.

	``kind`` is shown in the list. It has ``records``, the ``scan`` of a paper, ``bio_lines`` of people whose
	table is in another file, or an ``outcome`` with the reason in ``remark``. ``others`` are the further
	papers of a file that holds several.
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
