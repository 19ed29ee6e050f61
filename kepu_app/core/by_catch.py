"""Files that operating systems and office programs leave in folders and zips."""

from __future__ import annotations

import re

_FOLDERS = ("__macosx", "$recycle.bin", "system volume information", ".trashes", ".spotlight-v100", "@eadir")
_FILES = (".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", ".directory", ".localized")
_LOCKS = re.compile(r"~\$.*|\._.*|\.~.*|~[^/]*\.tmp|\.~lock\..*#", re.DOTALL)
"""Owner files of Office and WPS, resource forks of macOS, locks of LibreOffice, temporary files of Word."""


def is_by_catch(path: str) -> bool:
	"""Return whether a program made the file, by its path with forward slashes: .DS_Store, Thumbs.db,
	~$report.docx, anything in __MACOSX."""
	*folders, name = path.casefold().split("/")
	if any(folder in _FOLDERS for folder in folders):
		return True
	return name in _FILES or bool(_LOCKS.fullmatch(name))
