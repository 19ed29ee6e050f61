"""Every single received file: from folders, single files, zips and nested zips.

Nothing is unpacked to a named file or read before it is needed: a thousand files take no more memory than
one. An unreadable file is listed with the reason and stops no other.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from kepu_app.core.collecting.names import archive_names, junk_reason, name_on_disk
from kepu_app.core.errors import InputError
from kepu_app.core.files import system_reason
from kepu_app.core.packages.manifest import MANIFEST_NAME
from kepu_app.core.zip_directory import directory_size

LARGEST_FILE = 50 << 20
"""Maximum bytes of a single file, unpacked; 50 MB is a few dozen scanned pages."""

LARGEST_CONTENT = 4 << 30
"""Maximum bytes of all files of one zip, unpacked."""

MOST_FILES = 10_000
"""Maximum files of one zip, and of one run."""

LARGEST_DIRECTORY = MOST_FILES * 1_000
"""Maximum bytes of a zip's directory; an entry takes 46 and its name."""

DEEPEST_ZIP = 3
"""Maximum nesting of zips: a city's contains those of its counties."""

_OTHER_ARCHIVES = (".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".cab", ".zst")
_ENCRYPTED = 0x1
_BUILT = "是生成的汇总材料，没有收"
_DAMAGE = (BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, zlib.error)
"""What zipfile raises on damage; see ``packages.verify``."""


@dataclass(frozen=True)
class ArrivedFile:
	"""One file: its path as people know it (合肥市.zip/肥西县/总结.docx), its time of modification, its bytes.

	``junk`` says why nobody sent it, ``refusal`` why it is not read. Only a file without either may be read.
	"""

	name: str
	modified: datetime | None = None
	size: int = 0
	junk: str = ""
	refusal: str = ""
	opener: Callable[[], IO[bytes]] | None = None

	def read(self) -> bytes:
		"""Return the content. Raises InputError where the file is damaged or the system refuses."""
		if self.opener is None:
			raise InputError(
				f"“{self.name}”：{self.refusal or self.junk}", code="collect.refused", place=self.name
			)
		try:
			with self.opener() as stream:
				content = stream.read(LARGEST_FILE + 1)
		except _DAMAGE as error:
			raise InputError(f"“{self.name}”已损坏", code="collect.damaged", place=self.name) from error
		except OSError as error:
			message = f"无法读取“{self.name}”：{system_reason(error)}"
			raise InputError(message, code="file.unreadable", place=self.name) from error
		if len(content) > LARGEST_FILE:
			raise InputError(f"“{self.name}”{_too_large()}", code="file.too_large", place=self.name)
		return content


@dataclass(frozen=True)
class _Opening:
	"""Closes all opened files, and knows whether it is too late to open more."""

	stack: ExitStack
	is_late: Callable[[], bool]


@contextmanager
def open_sources(
	sources: Sequence[Path], leave_out: Collection[Path] = (), is_late: Callable[[], bool] = lambda: False
) -> Iterator[list[ArrivedFile]]:
	"""Yield all files of the sources, sorted by path; readable while the context is open.

	Args:
		sources: folders, zips and other files.
		leave_out: files and folders to skip silently, such as the workbook itself.
		is_late: whether no further nested zip is to be opened.

	Raises:
		InputError: a missing source, or more than ``MOST_FILES`` files.
	"""
	skipped = {path.resolve() for path in leave_out}
	with ExitStack() as stack:
		found: list[ArrivedFile] = []
		for source in sources:
			if not source.exists():
				raise InputError(f"找不到“{source.name}”", code="collect.not_found", place=str(source))
			prefix = f"{name_on_disk(source.name)}/" if len(sources) > 1 and source.is_dir() else ""
			for path in _paths(source, skipped):
				relative = path.relative_to(source) if source.is_dir() else Path(path.name)
				found += _on_disk(path, prefix + name_on_disk(relative.as_posix()), _Opening(stack, is_late))
				if len(found) > MOST_FILES:
					message = f"文件超过{MOST_FILES}个，请分批收"
					raise InputError(message, code="collect.too_many", place=source.name)
		yield found


def _paths(source: Path, skipped: Collection[Path]) -> Iterator[Path]:
	"""Yield all files below a folder, links and packages included, in a fixed order."""
	if not source.is_dir():
		yield source
		return
	for folder, folders, files in os.walk(source):
		folders.sort()
		here = Path(folder)
		for name in list(folders):
			path = here / name
			if path.resolve() in skipped:
				folders.remove(name)
			elif path.is_symlink() or _is_closed(path):
				folders.remove(name)
				yield path
		yield from (here / name for name in sorted(files) if (here / name).resolve() not in skipped)


def _is_closed(folder: Path) -> bool:
	"""Return whether the folder is hidden, by macOS, or a package that was built before."""
	return bool(junk_reason(folder.name)) or (folder / MANIFEST_NAME).exists()


def _on_disk(path: Path, name: str, opening: _Opening) -> list[ArrivedFile]:
	details = path.lstat()
	modified = datetime.fromtimestamp(int(details.st_mtime))
	if path.is_symlink():
		return [ArrivedFile(name, modified, refusal="是链接，没有读取")]
	if stat.S_ISDIR(details.st_mode):
		junk = junk_reason(path.name) or _BUILT
		return [ArrivedFile(f"{name}/", modified, junk=junk)]
	if not stat.S_ISREG(details.st_mode):
		return [ArrivedFile(name, modified, refusal="不是普通文件，没有读取")]
	file = ArrivedFile(name, modified, details.st_size, opener=lambda: path.open("rb"))
	if not junk_reason(name) and name.lower().endswith(".zip"):
		return _in_zip(lambda: path.open("rb"), file, opening, 1)
	return [_judged(file)]


def _judged(file: ArrivedFile) -> ArrivedFile:
	"""Return the file, closed if it is not to be read."""
	junk = junk_reason(file.name)
	refusal = ""
	if not junk and file.name.lower().endswith(_OTHER_ARCHIVES):
		refusal = "是zip以外的压缩包，请解压后再收"
	elif not junk and file.size > LARGEST_FILE:
		refusal = _too_large()
	elif not junk and not file.size:
		refusal = "是空文件"
	if not (junk or refusal):
		return file
	return ArrivedFile(file.name, file.modified, file.size, junk, refusal)


def _in_zip(
	open_zip: Callable[[], IO[bytes]], file: ArrivedFile, opening: _Opening, depth: int
) -> list[ArrivedFile]:
	"""Return the files of a zip; the zip itself with the reason if it is refused."""

	def refused(reason: str) -> list[ArrivedFile]:
		return [ArrivedFile(file.name, file.modified, file.size, refusal=reason)]

	if depth > DEEPEST_ZIP:
		return refused(f"压缩包套压缩包超过{DEEPEST_ZIP}层，请解压后再收")
	if depth > 1 and opening.is_late():
		return refused("没有打开：读取文件的时间已经用完，请解压后分几次收")
	try:
		stream = opening.stack.enter_context(open_zip())
		if directory_size(stream) > LARGEST_DIRECTORY:
			return refused(f"有超过{MOST_FILES}个文件，没有读取")
		archive = opening.stack.enter_context(ZipFile(stream))
		entries = archive.infolist()
	except (*_DAMAGE, OSError):
		return refused("不是完整的zip压缩包")
	if len(entries) > MOST_FILES or sum(each.file_size for each in entries) > LARGEST_CONTENT:
		return refused(f"解压后超过{LARGEST_CONTENT >> 30}GB或{MOST_FILES}个文件，没有读取")
	names = archive_names(entries)
	if any(name.split("/")[1:] == [MANIFEST_NAME] or name == MANIFEST_NAME for name in names):
		return [ArrivedFile(file.name, file.modified, file.size, junk=_BUILT)]
	found: list[ArrivedFile] = []
	for entry, name in zip(entries, names, strict=True):
		if not entry.is_dir() and not name.endswith("/"):
			found += _entry(archive, entry, f"{file.name}/{name}", opening, depth)
	return sorted(found, key=lambda each: each.name)


def _entry(archive: ZipFile, entry: ZipInfo, name: str, opening: _Opening, depth: int) -> list[ArrivedFile]:
	file = ArrivedFile(name, _moment(entry), entry.file_size, opener=lambda: archive.open(entry))
	refusal = ""
	if stat.S_ISLNK(entry.external_attr >> 16):
		refusal = "是链接，没有读取"
	elif entry.flag_bits & _ENCRYPTED:
		refusal = "压缩包设有密码，请去掉密码后再收"
	elif entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
		refusal = "压缩方式不支持，请用zip的标准方式重新压缩"
	if refusal and not junk_reason(name):
		return [ArrivedFile(name, file.modified, file.size, refusal=refusal)]
	judged = _judged(file)
	if judged is file and name.lower().endswith(".zip"):
		return _in_zip(lambda: _on_own(archive, entry, opening.stack), file, opening, depth + 1)
	return [judged]


def _on_own(archive: ZipFile, entry: ZipInfo, stack: ExitStack) -> IO[bytes]:
	"""Copy a nested zip to an unnamed temporary file: zipfile needs to seek."""
	target = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 (the stack closes it)
	with archive.open(entry) as stream:
		shutil.copyfileobj(stream, target)
	target.seek(0)
	return target


def _moment(entry: ZipInfo) -> datetime | None:
	"""Return the time in a zip, to two seconds; None if invalid, as in zips made without a clock."""
	try:
		return datetime(*entry.date_time) if entry.date_time > (1980, 1, 1, 0, 0, 0) else None
	except ValueError:
		return None


def _too_large() -> str:
	return f"超过{LARGEST_FILE >> 20}MB，没有读取"
