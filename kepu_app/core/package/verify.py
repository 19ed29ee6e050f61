"""Whether a package, folder or zip, is what its manifest says."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from kepu_app.core.errors import PackageError
from kepu_app.core.package.archive import write_entries
from kepu_app.core.package.manifest import (
	LARGEST_MANIFEST,
	MANIFEST_NAME,
	FileEntry,
	Manifest,
	entry_of,
	relative_files,
)

_CHUNK = 1 << 20
_Openers = Mapping[str, Callable[[], BinaryIO]]


@dataclass(frozen=True)
class Verification:
	"""What differs, by path. ``repacked``: a zip whose files are right but whose bytes are not as built,
	because it was packed again by another program or changed in its headers."""

	manifest: Manifest
	changed: tuple[str, ...] = ()
	missing: tuple[str, ...] = ()
	extra: tuple[str, ...] = ()
	repacked: bool = False

	@property
	def is_content_intact(self) -> bool:
		return not (self.changed or self.missing or self.extra)

	@property
	def is_intact(self) -> bool:
		return self.is_content_intact and not self.repacked


def verify_package(path: Path) -> Verification:
	"""Compares every file of a package with its manifest; changes nothing and unpacks nothing.

	Raises:
		PackageError: there is no package at ``path``, or its manifest is missing or was changed.
	"""
	if path.is_dir():
		return _verify_folder(path)
	if not path.is_file():
		raise PackageError(f"找不到汇总材料“{path.name}”", code="package.not_found", place=path.name)
	try:
		with ZipFile(path) as archive:
			return _verify_archive(path, archive)
	except BadZipFile as error:
		raise PackageError(
			f"“{path.name}”不是完整的zip压缩包", code="package.not_a_zip", place=path.name
		) from error


def _verify_folder(folder: Path) -> Verification:
	links = [each for each in relative_files(folder) if (folder / each).is_symlink()]
	openers = {path: _opener_in_folder(folder / path) for path in relative_files(folder) if path not in links}
	result = _compare(folder.name, openers)
	listed = {each.path for each in result.manifest.files}
	# A link may point anywhere, so its content is not looked at: it is not the file that was packed.
	return Verification(
		result.manifest,
		tuple(sorted({*result.changed, *(each for each in links if each in listed)})),
		tuple(each for each in result.missing if each not in links),
		tuple(sorted({*result.extra, *(each for each in links if each not in listed)})),
	)


def _verify_archive(path: Path, archive: ZipFile) -> Verification:
	files = [entry for entry in archive.infolist() if not entry.is_dir()]
	root = _root_of(files)
	names = [entry.filename[len(root) :] for entry in files]
	if len(set(names)) != len(names):
		raise PackageError(f"“{path.name}”中有重名文件", code="package.double_entry", place=path.name)
	openers = {name: _opener_in_zip(archive, entry) for name, entry in zip(names, files, strict=True)}
	result = _compare(path.name, openers)
	repacked = result.is_content_intact and not _is_as_built(path, archive)
	return Verification(result.manifest, result.changed, result.missing, result.extra, repacked)


def _root_of(files: list[ZipInfo]) -> str:
	"""The folder that holds the manifest nearest to the top, with its slash; blank if there is none."""
	manifests = [each.filename for each in files if each.filename.split("/")[-1] == MANIFEST_NAME]
	nearest = min(manifests, key=lambda name: name.count("/"), default=MANIFEST_NAME)
	root = nearest[: -len(MANIFEST_NAME)]
	return root if all(each.filename.startswith(root) for each in files) else ""


def _compare(name: str, openers: _Openers) -> Verification:
	manifest = _read_manifest(name, openers)
	present = set(openers) - {MANIFEST_NAME}
	listed = {each.path: each for each in manifest.files}
	return Verification(
		manifest,
		changed=tuple(
			sorted(path for path in present & set(listed) if not _is_unchanged(listed[path], openers[path]))
		),
		missing=tuple(sorted(set(listed) - present)),
		extra=tuple(sorted(present - set(listed))),
	)


def _read_manifest(name: str, openers: _Openers) -> Manifest:
	if MANIFEST_NAME not in openers:
		raise PackageError(f"“{name}”中没有{MANIFEST_NAME}", code="package.no_manifest", place=name)
	try:
		with openers[MANIFEST_NAME]() as stream:
			raw = stream.read(LARGEST_MANIFEST + 1)
	except (BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
		raise PackageError(
			f"“{name}”中的{MANIFEST_NAME}已损坏", code="package.manifest", place=name
		) from error
	if len(raw) > LARGEST_MANIFEST:
		raise PackageError(f"“{name}”中的{MANIFEST_NAME}过大", code="package.manifest", place=name)
	return Manifest.from_bytes(raw)


def _is_unchanged(listed: FileEntry, open_content: Callable[[], BinaryIO]) -> bool:
	"""Reads no more than the listed size and a byte, so that a zip bomb costs nothing."""
	try:
		with open_content() as stream:
			return entry_of(listed.path, _Limited(stream, listed.size + 1)) == listed
	# zipfile: a wrong checksum or header, an unknown method, an encrypted or cut-off entry.
	except (BadZipFile, NotImplementedError, RuntimeError, EOFError):
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
	return lambda: archive.open(entry)  # type: ignore[return-value]


class _Limited:
	"""The first ``limit`` bytes of a stream."""

	def __init__(self, stream: BinaryIO, limit: int) -> None:
		self._stream = stream
		self._left = limit

	def read(self, size: int) -> bytes:
		piece = self._stream.read(min(size, self._left))
		self._left -= len(piece)
		return piece
