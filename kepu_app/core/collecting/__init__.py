"""Collecting: files from counties and cities go into the province's workbook.

* container: every single file of folders and zips; ``names`` finds their names and what is no report
* reading: what one file is and whose
* placing: the answer to that
* records: comparison of two versions of one record
* merge: versions, later edits, later runs
* outcomes: what becomes of a file, in the terms of 收件清单
* scans_folder: stamped scans under names that ``kepu bundle --scans`` recognises
* workbook: the workbook before and after
* run: a whole run
"""

from kepu_app.core.collecting.container import ArrivedFile, open_sources
from kepu_app.core.collecting.outcomes import Outcome
from kepu_app.core.collecting.placing import PlacedFile
from kepu_app.core.collecting.reading import FRAME, read_file
from kepu_app.core.collecting.records import FoundRecord, Origin
from kepu_app.core.collecting.run import Collected, collect_files
from kepu_app.core.collecting.scans_folder import ScansFolder
from kepu_app.core.collecting.workbook import (
	HeldWorkbook,
	copies_of,
	guessed_province,
	held_workbook,
	list_among,
	store,
)

__all__ = [
	"FRAME",
	"ArrivedFile",
	"Collected",
	"FoundRecord",
	"HeldWorkbook",
	"Origin",
	"Outcome",
	"PlacedFile",
	"ScansFolder",
	"collect_files",
	"copies_of",
	"guessed_province",
	"held_workbook",
	"list_among",
	"open_sources",
	"read_file",
	"store",
]
