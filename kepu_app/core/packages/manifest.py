"""``manifest.json``: what a package holds, by path, size and SHA-256, sealed by a hash over itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from kepu_app.core.errors import PackageError

MANIFEST_NAME = "manifest.json"
FORMAT = 1
_CHUNK = 1 << 20
LARGEST_MANIFEST = 16 << 20
"""Bytes; a national package of 533 counties has a manifest of under half a megabyte."""


@dataclass(frozen=True)
class FileEntry:
	"""One file: ``path`` relative to the package with forward slashes, ``size`` in bytes."""

	path: str
	size: int
	sha256: str


@dataclass(frozen=True)
class Manifest:
	"""The content of a package. ``facts`` are cycle, province, counts, versions and the draft mark."""

	facts: Mapping[str, Any]
	files: tuple[FileEntry, ...] = field(default=())

	def to_bytes(self) -> bytes:
		"""Return the one spelling of this manifest; a changed byte anywhere makes another spelling."""
		content = self._content()
		content["manifest_sha256"] = _digest_of(content)
		return _spelled(content)

	def _content(self) -> dict[str, Any]:
		files = [{"path": each.path, "size": each.size, "sha256": each.sha256} for each in self.files]
		return {"format": FORMAT, **self.facts, "files": files}

	@classmethod
	def from_bytes(cls, raw: bytes) -> Manifest:
		"""Return the manifest of these bytes.

		Raises:
			PackageError: not JSON, of another format, or changed since it was written.
		"""
		try:
			content = json.loads(raw)
			files = tuple(_entry_from(each) for each in content.pop("files"))
			seal, version = content.pop("manifest_sha256"), content.pop("format")
		except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
			raise _changed("不是有效的清单文件") from error
		if version != FORMAT:
			raise _changed(f"清单格式版本{version}不受支持")
		manifest = cls(content, files)
		if manifest.to_bytes() != raw or _digest_of(manifest._content()) != seal:
			raise _changed("清单内容在生成之后被改动")
		return manifest


class Readable(Protocol):
	"""What content is read from, piece by piece."""

	def read(self, size: int, /) -> bytes:
		"""At most so many bytes; none at the end."""
		...


def entry_of(path: str, stream: Readable) -> FileEntry:
	"""Size and SHA-256 of a stream, read in pieces."""
	digest, size = hashlib.sha256(), 0
	while piece := stream.read(_CHUNK):
		digest.update(piece)
		size += len(piece)
	return FileEntry(path, size, digest.hexdigest())


def entries_below(folder: Path) -> tuple[FileEntry, ...]:
	"""Every file below ``folder`` but the manifest, sorted by path. Links are not followed."""
	return tuple(_entry_in(folder, path) for path in sorted(relative_files(folder)) if path != MANIFEST_NAME)


def relative_files(folder: Path) -> list[str]:
	"""Return the paths of all files and links below ``folder``, relative, with forward slashes."""
	return [
		each.relative_to(folder).as_posix()
		for each in folder.rglob("*")
		if each.is_symlink() or each.is_file()
	]


def _entry_in(folder: Path, path: str) -> FileEntry:
	with (folder / path).open("rb") as stream:
		return entry_of(path, stream)


def _entry_from(raw: Mapping[str, Any]) -> FileEntry:
	entry = FileEntry(**raw)
	if not (isinstance(entry.path, str) and type(entry.size) is int and isinstance(entry.sha256, str)):
		raise TypeError("path, size or sha256 is of another type")
	return entry


def _digest_of(content: Mapping[str, Any]) -> str:
	return hashlib.sha256(_spelled(content)).hexdigest()


def _spelled(content: Mapping[str, Any]) -> bytes:
	return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "surrogatepass")


def _changed(reason: str) -> PackageError:
	return PackageError(f"{MANIFEST_NAME}：{reason}", code="package.manifest", place=MANIFEST_NAME)
