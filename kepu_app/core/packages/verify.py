"""Whether a package, folder or zip, is what its manifest says."""

from __future__ import annotations

import stat
import tempfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from kepu_app.core.by_catch import is_by_catch
from kepu_app.core.errors import PackageError
from kepu_app.core.packages.archive import entry_names, write_entries
from kepu_app.core.packages.manifest import (
	LARGEST_MANIFEST,
	MANIFEST_NAME,
	FileEntry,
	Manifest,
	entry_of,
	relative_files,
)
from kepu_app.core.sandbox import FILE_LIMITS, Limits, run_limited

_CHUNK = 1 << 20
_SLOWEST = 20 << 20
"""Bytes a second that a slow machine compares."""

_LARGEST_RATIO, _ALWAYS_READ = 20, 64 << 20
"""How many times its size a zip may unpack to, beyond so many bytes: its papers are compressed already."""

_DAMAGE = (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error)
"""What zipfile raises on damage: a wrong checksum, header, offset or stream, an encrypted or cut-off entry.
``NotImplementedError`` is its word for a version or a method of compression that it does not know."""

_Openers = Mapping[str, Callable[[], BinaryIO]]
_Told = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Verification:
	"""What differs, by path. ``repacked``: a zip whose files are right but whose bytes are not as built.
	Another program packed it again, or changed its headers. ``by_catch`` is what systems have left beside
	the files, which is no change."""

	manifest: Manifest
	changed: tuple[str, ...] = ()
	missing: tuple[str, ...] = ()
	extra: tuple[str, ...] = ()
	repacked: bool = False
	by_catch: tuple[str, ...] = ()

	@property
	def is_content_intact(self) -> bool:
		return not (self.changed or self.missing or self.extra)

	@property
	def is_intact(self) -> bool:
		return self.is_content_intact and not self.repacked


def verify_package(path: Path, progress: _Told | None = None) -> Verification:
	"""Compare every file of a package with its manifest; changes nothing and unpacks nothing.

	It is read in a child process, which may take longer the larger the package is.

	Args:
		path: the folder or the zip.
		progress: called with the files done, all files, and the path of the one that has just been read.

	Raises:
		PackageError: there is no package at ``path``, or its manifest is missing or was changed, or it is
			a zip that unpacks to many times its size.
		InputError: it cannot be read within the limits.
	"""
	options = {"progress": progress} if progress else {}
	return run_limited(verify_unlimited, path, name=path.name, limits=_limits_for(path), **options)


def verify_unlimited(path: Path, progress: _Told | None = None) -> Verification:
	"""As ``verify_package``, in this process."""
	told = progress or (lambda done, total, name: None)
	if path.is_dir():
		return _verify_folder(path, told)
	if not path.is_file():
		raise PackageError(f"找不到汇总材料“{path.name}”", code="package.not_found", place=path.name)
	try:
		with ZipFile(path) as archive:
			return _verify_archive(path, archive, told)
	except (BadZipFile, NotImplementedError, ValueError) as error:
		raise PackageError(
			f"“{path.name}”不是完整的zip压缩包", code="package.not_a_zip", place=path.name
		) from error


def _limits_for(path: Path) -> Limits:
	"""Allow a zip more time: it is read twice and written once, to compare it byte for byte."""
	paths = [path / each for each in relative_files(path)] if path.is_dir() else [path]
	size = sum(each.lstat().st_size for each in paths if each.exists())
	seconds = size // _SLOWEST
	return replace(
		FILE_LIMITS,
		processor=FILE_LIMITS.processor + seconds,
		clock=FILE_LIMITS.clock + 10 * seconds,
		written=size + _CHUNK,
	)


def _verify_folder(folder: Path, told: _Told) -> Verification:
	links = {path for path in relative_files(folder) if (folder / path).is_symlink()}
	files = {path: _opener_in_folder(folder / path) for path in relative_files(folder) if path not in links}
	return _with_links(_compare(folder.name, files, told, ()), links)


def _with_links(result: Verification, links: set[str]) -> Verification:
	"""Report links as changes. They may point anywhere, so their content is not looked at."""
	listed = {each.path for each in result.manifest.files}
	return replace(
		result,
		changed=tuple(sorted({*result.changed, *(links & listed)})),
		missing=tuple(each for each in result.missing if each not in links),
		extra=tuple(sorted({*result.extra, *(links - listed)})),
	)


def _verify_archive(path: Path, archive: ZipFile, told: _Told) -> Verification:
	_refuse_bomb(path, archive.infolist())
	files = [entry for entry in archive.infolist() if not entry.is_dir()]
	names = _names_of(files)
	if len(set(names)) != len(names):
		raise PackageError(f"“{path.name}”中有重名文件", code="package.double_entry", place=path.name)
	entries = dict(zip(names, files, strict=True))
	links = {name for name, entry in entries.items() if stat.S_ISLNK(entry.external_attr >> 16)}
	openers = {name: _opener_in_zip(archive, entries[name]) for name in names if name not in links}
	result = _with_links(_compare(path.name, openers, told, _DAMAGE), links)
	return replace(result, repacked=result.is_content_intact and not _is_as_built(path, archive))


def _refuse_bomb(path: Path, entries: list[ZipInfo]) -> None:
	unpacked = sum(each.file_size for each in entries)
	if unpacked > _ALWAYS_READ + _LARGEST_RATIO * path.stat().st_size:
		message = f"“{path.name}”解压后有{unpacked >> 20}MB，是压缩包的{_LARGEST_RATIO}倍以上，不是汇总材料，没有读取"
		raise PackageError(message, code="package.zip_bomb", place=path.name)


def _names_of(files: list[ZipInfo]) -> list[str]:
	"""Return the entries' names relative to the folder that holds the manifest nearest to the top; what lies
	outside of it begins with ``../``."""
	names = entry_names(files)
	manifests = [each for each in names if each.split("/")[-1] == MANIFEST_NAME]
	nearest = min(manifests, key=lambda name: name.count("/"), default=MANIFEST_NAME)
	root = nearest[: -len(MANIFEST_NAME)]
	return [each[len(root) :] if each.startswith(root) else f"../{each}" for each in names]


def _compare(name: str, openers: _Openers, told: _Told, damage: tuple[type[Exception], ...]) -> Verification:
	"""``damage`` is what an unreadable content raises; anything else is no finding about the package."""
	manifest = _read_manifest(name, openers, damage)
	listed = {each.path: each for each in manifest.files}
	present = set(openers) - {MANIFEST_NAME}
	by_catch = {path for path in present - set(listed) if is_by_catch(path)}
	present -= by_catch
	changed = []
	for done, path in enumerate(sorted(present & set(listed)), start=1):
		if not _is_unchanged(listed[path], openers[path], damage):
			changed.append(path)
		told(done, len(listed), path)
	return Verification(
		manifest,
		changed=tuple(changed),
		missing=tuple(sorted(set(listed) - present)),
		extra=tuple(sorted(present - set(listed))),
		by_catch=tuple(sorted(by_catch)),
	)


def _read_manifest(name: str, openers: _Openers, damage: tuple[type[Exception], ...]) -> Manifest:
	if MANIFEST_NAME not in openers:
		raise PackageError(f"“{name}”中没有{MANIFEST_NAME}", code="package.no_manifest", place=name)
	try:
		with openers[MANIFEST_NAME]() as stream:
			raw = stream.read(LARGEST_MANIFEST + 1)
	except damage as error:
		raise PackageError(
			f"“{name}”中的{MANIFEST_NAME}已损坏", code="package.manifest", place=name
		) from error
	if len(raw) > LARGEST_MANIFEST:
		raise PackageError(f"“{name}”中的{MANIFEST_NAME}过大", code="package.manifest", place=name)
	return Manifest.from_bytes(raw)


def _is_unchanged(
	listed: FileEntry, open_content: Callable[[], BinaryIO], damage: tuple[type[Exception], ...]
) -> bool:
	"""Read no more than the listed size and a byte, so that a zip bomb costs nothing."""
	try:
		with open_content() as stream:
			return entry_of(listed.path, _Limited(stream, listed.size + 1)) == listed
	except damage:
		return False


def _is_as_built(path: Path, archive: ZipFile) -> bool:
	"""Whether the zip made again from its entries is the same file, byte for byte."""
	entries = ((entry.filename, _opener_in_zip(archive, entry)) for entry in archive.infolist())
	with tempfile.TemporaryFile() as again, path.open("rb") as original:
		write_entries(again, entries)
		again.seek(0)
		return _are_same(original, again)


def _are_same(one: BinaryIO, other: BinaryIO) -> bool:
	while True:
		piece = one.read(_CHUNK)
		if piece != other.read(_CHUNK):
			return False
		if not piece:
			return True


def _opener_in_folder(path: Path) -> Callable[[], BinaryIO]:
	return lambda: path.open("rb")


def _opener_in_zip(archive: ZipFile, entry: ZipInfo) -> Callable[[], BinaryIO]:
	def open_content() -> BinaryIO:
		if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
			raise BadZipFile(f"compression method {entry.compress_type}")  # never written by a build
		return archive.open(entry)  # type: ignore[return-value]

	return open_content


class _Limited:
	"""The first ``limit`` bytes of a stream."""

	def __init__(self, stream: BinaryIO, limit: int) -> None:
		self._stream = stream
		self._left = limit

	def read(self, size: int) -> bytes:
		piece = self._stream.read(min(size, self._left))
		self._left -= len(piece)
		return piece
