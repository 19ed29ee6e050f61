"""``kepu verify`` finds whatever is not as it was built, and is not led astray by a hostile package."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import stat
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest

from kepu_app.core.errors import PackageError
from kepu_app.core.packages import (
	MANIFEST_NAME,
	FileEntry,
	Manifest,
	Verification,
	write_archive,
)
from kepu_app.core.packages import manifest as manifest_module
from kepu_app.core.packages.manifest import entries_below
from kepu_app.core.packages.verify import verify_unlimited as verify_package

NAME = "安徽省2024年全国科普示范县汇总材料"
FILES = {
	"1-工作总结/341302-埇桥区-2024年工作总结.pdf": b"%PDF-1.7 one",
	"1-工作总结/341302-埇桥区-2024年工作总结.docx": b"PK two " * 40,
	"汇总表.xlsx": b"",
}
FIRST = next(iter(FILES))
BY_CATCH = (
	".DS_Store",
	"Thumbs.db",
	"~$埇桥区.docx",
	"1-工作总结/desktop.ini",
	"._汇总表.xlsx",
	".~埇桥区.docx",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
	result = tmp_path / NAME
	for path, content in FILES.items():
		(result / path).parent.mkdir(parents=True, exist_ok=True)
		(result / path).write_bytes(content)
	(result / MANIFEST_NAME).write_bytes(Manifest({"draft": False}, entries_below(result)).to_bytes())
	return result


@pytest.fixture
def archive(folder: Path) -> Path:
	path = folder.with_name(f"{NAME}.zip")
	write_archive(folder, path)
	return path


def _repack_without_mark(path: Path, spell: Callable[[str], bytes], with_unicode_path: bool = False) -> None:
	"""Spell the names of the entries in other bytes, in the central directory and before each entry."""
	with ZipFile(path) as opened:
		entries = {each.filename: opened.read(each) for each in opened.infolist()}
	with ZipFile(path, "w", ZIP_DEFLATED) as packed:
		for number, (name, content) in enumerate(entries.items()):
			raw = spell(name) + (str(number).encode() if with_unicode_path else b"")
			entry = _EntryWithoutMark(raw.decode("cp437"))
			entry.raw_name = raw
			if with_unicode_path:
				field = struct.pack("<BI", 1, zlib.crc32(raw)) + name.encode()
				entry.extra = struct.pack("<HH", 0x7075, len(field)) + field
			packed.writestr(entry, content)


class _EntryWithoutMark(ZipInfo):
	__slots__ = ("raw_name",)

	def _encodeFilenameFlags(self) -> tuple[bytes, int]:
		return self.raw_name, 0


def findings(result: Verification) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], bool]:
	return result.changed, result.missing, result.extra, result.repacked


INTACT = ((), (), (), False)


def refused(path: Path) -> PackageError:
	with pytest.raises(PackageError) as caught:
		verify_package(path)
	return caught.value


def rezip(archive: Path, change: Callable[[dict[str, bytes]], object], method: int = ZIP_STORED) -> None:
	"""Packs the same entries again, as another program would, after a change."""
	with ZipFile(archive) as source:
		entries = {entry.filename: source.read(entry) for entry in source.infolist()}
	change(entries)
	with ZipFile(archive, "w", method) as target:
		for name, content in entries.items():
			target.writestr(name, content)


class TestFolder:
	def test_as_built(self, folder: Path) -> None:
		result = verify_package(folder)
		assert findings(result) == INTACT
		assert result.is_intact
		assert {each.path for each in result.manifest.files} == set(FILES)

	def test_every_single_changed_byte(self, folder: Path) -> None:
		for path, content in FILES.items():
			for place in range(len(content)):
				changed = bytearray(content)
				changed[place] ^= 1
				(folder / path).write_bytes(changed)
				assert findings(verify_package(folder)) == ((path,), (), (), False)
			(folder / path).write_bytes(content)

	def test_longer_and_shorter(self, folder: Path) -> None:
		for content in (FILES[FIRST] + b"\0", FILES[FIRST][:-1]):
			(folder / FIRST).write_bytes(content)
			assert verify_package(folder).changed == (FIRST,)

	def test_missing_and_extra(self, folder: Path) -> None:
		(folder / FIRST).rename(folder / "改名.pdf")
		result = verify_package(folder)
		assert findings(result) == ((), (FIRST,), ("改名.pdf",), False)
		assert not result.is_content_intact

	def test_hidden_extra_file(self, folder: Path) -> None:
		(folder / ".hidden").write_bytes(b"")
		assert verify_package(folder).extra == (".hidden",)

	def test_links_are_not_followed(self, folder: Path, tmp_path: Path) -> None:
		outside = tmp_path / "outside"
		outside.mkdir()
		shutil.move(folder / FIRST, outside / "same.pdf")
		(folder / FIRST).symlink_to(outside / "same.pdf")
		(folder / "2-典型案例").symlink_to(outside)
		(folder / "loop").symlink_to(folder)
		assert findings(verify_package(folder)) == ((FIRST,), (), ("2-典型案例", "loop"), False)

	def test_pipe_in_place_of_a_file(self, folder: Path) -> None:
		"""Reading it would wait for ever."""
		(folder / FIRST).unlink()
		os.mkfifo(folder / FIRST)
		assert verify_package(folder).missing == (FIRST,)

	def test_folder_in_place_of_a_file(self, folder: Path) -> None:
		(folder / FIRST).unlink()
		(folder / FIRST).mkdir()
		assert verify_package(folder).missing == (FIRST,)

	@pytest.mark.parametrize("name", BY_CATCH)
	def test_what_systems_leave_behind_is_no_change(self, folder: Path, name: str) -> None:
		(folder / name).parent.mkdir(exist_ok=True)
		(folder / name).write_bytes(b"x")
		result = verify_package(folder)
		assert (result.is_intact, result.extra, result.by_catch) == (True, (), (name,))

	def test_no_manifest(self, folder: Path) -> None:
		(folder / MANIFEST_NAME).unlink()
		assert refused(folder).code == "package.no_manifest"

	def test_progress_counts_the_files(self, folder: Path) -> None:
		told: list[tuple[int, int, str]] = []
		verify_package(folder, lambda *step: told.append(step))
		assert told == [(number, 3, path) for number, path in enumerate(sorted(FILES), start=1)]


class TestManifest:
	def test_every_single_changed_byte(self, folder: Path) -> None:
		path = folder / MANIFEST_NAME
		content = path.read_bytes()
		for place in range(len(content)):
			changed = bytearray(content)
			changed[place] ^= 1 << place % 8
			path.write_bytes(changed)
			assert refused(folder).code == "package.manifest"

	@pytest.mark.parametrize(
		"raw", [b"", b"{}", b"[]", b"null", b"{", b"\xff", b"[" * 100_000, b'{"files": 3}', b'{"files": [1]}']
	)
	def test_no_manifest_at_all(self, folder: Path, raw: bytes) -> None:
		(folder / MANIFEST_NAME).write_bytes(raw)
		error = refused(folder)
		assert (error.code, error.place) == ("package.manifest", MANIFEST_NAME)

	@pytest.mark.parametrize(
		"entry", [{"path": 3}, {"size": "9"}, {"size": True}, {"sha256": None}, {"more": 1}]
	)
	def test_resealed_with_an_entry_of_another_form(self, folder: Path, entry: dict[str, Any]) -> None:
		content = json.loads((folder / MANIFEST_NAME).read_bytes())
		del content["manifest_sha256"]
		content["files"][0].update(entry)
		content["manifest_sha256"] = hashlib.sha256(manifest_module._spelled(content)).hexdigest()
		(folder / MANIFEST_NAME).write_bytes(manifest_module._spelled(content))
		assert refused(folder).code == "package.manifest"

	def test_format_of_a_later_version(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
		monkeypatch.setattr(manifest_module, "FORMAT", 2)
		assert "清单格式版本1不受支持" in refused(folder).message

	def test_other_spelling_of_the_same_content(self, folder: Path) -> None:
		content = json.loads((folder / MANIFEST_NAME).read_bytes())
		(folder / MANIFEST_NAME).write_bytes(json.dumps(content).encode())
		assert "被改动" in refused(folder).message

	def test_too_large(self, folder: Path, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
		monkeypatch.setattr("kepu_app.core.packages.verify.LARGEST_MANIFEST", 100)
		assert "过大" in refused(folder).message
		assert "过大" in refused(archive).message

	def test_paths_that_point_outside_find_nothing_there(self, folder: Path, tmp_path: Path) -> None:
		(tmp_path / "outside.pdf").write_bytes(b"x")
		entry = FileEntry("../outside.pdf", 1, hashlib.sha256(b"x").hexdigest())
		manifest = Manifest({}, (*entries_below(folder), entry))
		(folder / MANIFEST_NAME).write_bytes(manifest.to_bytes())
		assert verify_package(folder).missing == ("../outside.pdf",)

	def test_half_a_surrogate_pair_survives(self) -> None:
		manifest = Manifest({"name": "\udc80"}, ())
		assert Manifest.from_bytes(manifest.to_bytes()) == manifest


class TestArchive:
	def test_as_built(self, archive: Path) -> None:
		assert findings(verify_package(archive)) == INTACT

	def test_written_whole_or_not_at_all(self, folder: Path, tmp_path: Path) -> None:
		target = tmp_path / "x.zip"
		(folder / FIRST).unlink()
		(folder / FIRST).symlink_to("nowhere")
		os.mkfifo(folder / "pipe")
		write_archive(folder, target)
		assert [each.name for each in tmp_path.iterdir() if each != folder] == ["x.zip"]

	def test_same_files_same_bytes(self, folder: Path, archive: Path, tmp_path: Path) -> None:
		for path in folder.rglob("*"):
			os.utime(path, (1, 1))
			path.chmod(0o700)
		write_archive(folder, tmp_path / "again.zip")
		assert (tmp_path / "again.zip").read_bytes() == archive.read_bytes()

	def test_every_single_changed_byte(self, archive: Path) -> None:
		"""Wherever it is: in a file, a name, a checksum, a header, the directory."""
		content = archive.read_bytes()
		for place in range(len(content)):
			changed = bytearray(content)
			changed[place] ^= 1 << place % 8
			archive.write_bytes(changed)
			assert not _is_intact(archive), f"byte {place}"

	def test_cut_off_anywhere(self, archive: Path) -> None:
		content = archive.read_bytes()
		for length in range(0, len(content), 7):
			archive.write_bytes(content[:length])
			assert refused(archive).code in ("package.not_a_zip", "package.manifest", "package.no_manifest")

	def test_something_appended(self, archive: Path) -> None:
		archive.write_bytes(archive.read_bytes() + b"\0")
		assert not _is_intact(archive)

	def test_changed_missing_and_extra(self, archive: Path) -> None:
		def change(entries: dict[str, bytes]) -> None:
			entries[f"{NAME}/{FIRST}"] = b"other"
			del entries[f"{NAME}/汇总表.xlsx"]
			entries[f"{NAME}/新.pdf"] = b"new"

		rezip(archive, change)
		assert findings(verify_package(archive)) == ((FIRST,), ("汇总表.xlsx",), ("新.pdf",), False)

	@pytest.mark.parametrize("method", [ZIP_STORED, ZIP_DEFLATED])
	def test_repacked_by_another_program(self, archive: Path, method: int) -> None:
		rezip(archive, lambda entries: None, method)
		result = verify_package(archive)
		assert findings(result) == ((), (), (), True)
		assert result.is_content_intact
		assert not result.is_intact

	@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8"])
	@pytest.mark.parametrize("separator", ["/", "\\"])
	def test_repacked_with_names_of_the_machine(self, archive: Path, encoding: str, separator: str) -> None:
		"""As Chinese Windows writes them: bytes of its code page and no mark of UTF-8."""
		_repack_without_mark(archive, lambda name: name.replace("/", separator).encode(encoding))
		assert findings(verify_package(archive)) == ((), (), (), True)

	def test_repacked_with_the_name_in_an_extra_field(self, archive: Path) -> None:
		_repack_without_mark(archive, lambda name: name.encode("ascii", "replace"), with_unicode_path=True)
		assert findings(verify_package(archive)) == ((), (), (), True)

	@pytest.mark.parametrize("name", [*BY_CATCH, "__MACOSX/._汇总表.xlsx"])
	def test_repacked_with_what_systems_leave_behind(self, archive: Path, name: str) -> None:
		with ZipFile(archive, "a") as opened:
			opened.writestr(f"{NAME}/{name}", b"x")
		result = verify_package(archive)
		assert (result.is_content_intact, result.by_catch) == (True, (name,))

	def test_repacked_without_the_outer_folder(self, archive: Path) -> None:
		def strip(entries: dict[str, bytes]) -> None:
			for name in list(entries):
				entries[name.removeprefix(f"{NAME}/")] = entries.pop(name)

		rezip(archive, strip)
		assert findings(verify_package(archive)) == ((), (), (), True)

	def test_repacked_with_entries_for_folders(self, archive: Path) -> None:
		rezip(archive, lambda entries: entries.update({f"{NAME}/1-工作总结/": b""}))
		assert findings(verify_package(archive)) == ((), (), (), True)

	def test_method_that_is_not_read(self, archive: Path) -> None:
		rezip(archive, lambda entries: None, ZIP_BZIP2)
		assert refused(archive).code == "package.manifest"

	def test_damaged_compressed_entries(self, archive: Path) -> None:
		rezip(archive, lambda entries: None, ZIP_DEFLATED)
		content = archive.read_bytes()
		chance = random.Random(20250116)
		for _ in range(400):
			changed = bytearray(content)
			changed[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
			archive.write_bytes(changed)
			assert not _is_intact(archive)

	def test_way_out_of_the_folder(self, archive: Path, tmp_path: Path) -> None:
		rezip(archive, lambda entries: entries.update({"../../evil": b"x", "/etc/evil": b"x"}))
		result = verify_package(archive)
		assert result.extra == ("../../../evil", "..//etc/evil")
		assert not list(tmp_path.parent.rglob("evil"))

	def test_link_in_place_of_a_file(self, archive: Path, folder: Path) -> None:
		for path, found in ((FIRST, "changed"), ("link.pdf", "extra")):
			write_archive(folder, archive)
			with ZipFile(archive) as source:
				entries = {entry.filename: source.read(entry) for entry in source.infolist()}
			with ZipFile(archive, "w") as target:
				for name, content in {
					**entries,
					f"{NAME}/{path}": entries.get(f"{NAME}/{path}", b"/etc"),
				}.items():
					entry = ZipInfo(name)
					entry.create_system = 3
					kind = stat.S_IFLNK if name == f"{NAME}/{path}" else stat.S_IFREG
					entry.external_attr = (kind | 0o644) << 16
					target.writestr(entry, content)
			assert getattr(verify_package(archive), found) == (path,)

	@pytest.mark.filterwarnings("ignore:Duplicate name")
	def test_two_entries_of_one_name(self, archive: Path) -> None:
		with ZipFile(archive, "a") as target:
			target.writestr(f"{NAME}/{FIRST}", b"other")
		assert refused(archive).code == "package.double_entry"

	def test_encrypted_entry(self, archive: Path) -> None:
		content = bytearray(archive.read_bytes())
		entry = content.index(b"PK\1\2")
		content[entry + 8] |= 1
		archive.write_bytes(content)
		assert not _is_intact(archive)

	def test_bomb_is_not_read(self, archive: Path) -> None:
		rezip(archive, lambda entries: entries.update({f"{NAME}/{FIRST}": bytes(70 << 20)}), ZIP_DEFLATED)
		error = refused(archive)
		assert (error.code, error.place) == ("package.zip_bomb", archive.name)
		assert "解压后有70MB" in error.message

	def test_large_file_is_read_only_to_the_size_in_the_manifest(self, archive: Path) -> None:
		rezip(archive, lambda entries: entries.update({f"{NAME}/{FIRST}": bytes(60 << 20)}), ZIP_DEFLATED)
		assert verify_package(archive).changed == (FIRST,)

	def test_manifest_nearest_to_the_top_counts(self, archive: Path) -> None:
		rezip(archive, lambda entries: entries.update({f"{NAME}/a/{MANIFEST_NAME}": b"{}"}))
		assert verify_package(archive).extra == (f"a/{MANIFEST_NAME}",)

	@pytest.mark.parametrize("entries", [{}, {"a.pdf": b"x"}])
	def test_zip_of_something_else(self, tmp_path: Path, entries: dict[str, bytes]) -> None:
		path = tmp_path / "x.zip"
		with ZipFile(path, "w") as target:
			for name, content in entries.items():
				target.writestr(name, content)
		assert refused(path).code == "package.no_manifest"

	def test_no_zip(self, tmp_path: Path) -> None:
		path = tmp_path / "x.zip"
		path.write_bytes(b"%PDF-1.7")
		error = refused(path)
		assert (error.code, error.place) == ("package.not_a_zip", "x.zip")

	def test_nothing_there(self, tmp_path: Path) -> None:
		error = refused(tmp_path / "没有.zip")
		assert (error.code, error.message) == ("package.not_found", "找不到汇总材料“没有.zip”")


def _is_intact(path: Path) -> bool:
	"""Whether verification finds nothing; it either says what is wrong or refuses the whole."""
	try:
		return verify_package(path).is_intact
	except PackageError:
		return False


def test_verdict_of_each_kind_of_difference() -> None:
	whole = Verification(Manifest({}))
	assert whole.is_intact
	assert not replace(whole, repacked=True).is_intact
	assert replace(whole, repacked=True).is_content_intact
	for kind in ("changed", "missing", "extra"):
		assert not replace(whole, **{kind: ("a",)}).is_content_intact
