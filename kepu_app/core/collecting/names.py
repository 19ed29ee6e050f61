"""File names: as people wrote them, and those of files that are no reports."""

from __future__ import annotations

import contextlib
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath
from zipfile import ZipInfo

from kepu_app.core.by_catch import is_by_catch
from kepu_app.core.characters import harmless_name
from kepu_app.core.packages.archive import entry_names

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_UNFINISHED = (".tmp", ".bak", ".crdownload", ".part")


def junk_reason(name: str) -> str:
	"""Return why nobody sent a file of this path; blank if somebody may have."""
	parts = [part for part in name.split("/") if part]
	last = parts[-1].lower() if parts else ""
	if last.endswith(_UNFINISHED):
		return "没有完成的下载、备份或临时文件"
	is_hidden = any(part.startswith(".") for part in parts)
	return "系统或办公软件自动生成的文件" if is_hidden or is_by_catch("/".join(parts)) else ""


def name_on_disk(name: str) -> str:
	"""Decode a file name of this machine; one in GBK, as unzip leaves it on Linux, too."""
	if _CONTROL.search(name):
		with contextlib.suppress(UnicodeDecodeError):
			name = os.fsencode(name).decode("gb18030")
	return _tidy(name)


def archive_names(entries: Sequence[ZipInfo]) -> list[str]:
	"""Return the names of a zip's entries, decoded as by ``name_on_disk``; two never become the same."""
	given = entry_names(entries)
	names = [_tidy(each) for each in given]
	taken = Counter(names)
	for place, (name, before) in enumerate(zip(names, given, strict=True)):
		if taken[name] > 1 and name != before:
			names[place] = _numbered(name, place)
	return names


def _tidy(name: str) -> str:
	"""Normalise: composed, with slashes, no invisible characters or HTML, no path traversal."""
	shown = _CONTROL.sub("\ufffd", unicodedata.normalize("NFC", name).replace("\\", "/"))
	parts = [harmless_name(part) for part in shown.split("/") if part not in ("", ".", "..")]
	return "/".join(parts) + ("/" if shown.endswith("/") else "")


def _numbered(name: str, number: int) -> str:
	path = PurePosixPath(name)
	return str(path.with_name(f"{path.stem}（{number + 1}）{path.suffix}")) + (
		"/" if name.endswith("/") else ""
	)
