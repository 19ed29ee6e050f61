"""What comes in folders and zips: every file by its right name, junk and bombs told apart, nothing stopped."""

from __future__ import annotations

import io
import os
import struct
import unicodedata
import zlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from kepu_app.core.collecting import container
from kepu_app.core.collecting.container import ArrivedFile, open_sources
from kepu_app.core.collecting.names import archive_names, junk_reason, name_on_disk
from kepu_app.core.errors import InputError
from tests.hostile_files import WORKBOOKS


def listed(*sources: Path, leave_out: tuple[Path, ...] = ()) -> dict[str, ArrivedFile]:
	with open_sources(sources, leave_out) as files:
		return {each.name: each for each in files}


def contents(*sources: Path) -> dict[str, bytes]:
	with open_sources(sources) as files:
		return {each.name: each.read() for each in files if each.opener}


def zipped(files: Mapping[str, bytes], encoding: str | None = None, **info: int) -> bytes:
	"""Return a zip; with an encoding, as programs make it that do not set the flag for UTF-8."""
	target = io.BytesIO()
	with ZipFile(target, "w", ZIP_DEFLATED) as archive:
		for name, content in files.items():
			entry = _Plain(name, (2025, 2, 10, 9, 30, 0))
			entry.plain_encoding = encoding
			entry.compress_type = ZIP_DEFLATED
			for field, value in info.items():
				setattr(entry, field, value)
			archive.writestr(entry, content)
	return target.getvalue()


class _Plain(ZipInfo):
	plain_encoding: str | None = None

	def _encodeFilenameFlags(self) -> tuple[bytes, int]:
		if self.plain_encoding is None:
			return super()._encodeFilenameFlags()  # type: ignore[misc]
		return self.filename.encode(self.plain_encoding), self.flag_bits & ~0x800


class TestFolders:
	def test_all_below_in_the_order_of_their_paths(self, tmp_path: Path) -> None:
		for name in ("乙/总结.docx", "甲.docx", "甲/子/案例.docx"):
			path = tmp_path / name
			path.parent.mkdir(parents=True, exist_ok=True)
			path.write_bytes(name.encode())
		assert list(contents(tmp_path)) == ["甲.docx", "乙/总结.docx", "甲/子/案例.docx"]

	def test_single_files_and_several_folders(self, tmp_path: Path) -> None:
		for name in ("一/总结.docx", "二/总结.docx", "三.docx"):
			(tmp_path / name).parent.mkdir(exist_ok=True)
			(tmp_path / name).write_bytes(b"x")
		sources = [tmp_path / name for name in ("一", "二", "三.docx")]
		assert list(listed(*sources)) == ["一/总结.docx", "二/总结.docx", "三.docx"]

	def test_own_results_are_passed_over(self, tmp_path: Path) -> None:
		(tmp_path / "安徽省.xlsx").write_bytes(b"x")
		(tmp_path / "盖章件").mkdir()
		(tmp_path / "盖章件/341302.pdf").write_bytes(b"x")
		out = (tmp_path / "安徽省.xlsx", tmp_path / "盖章件")
		assert listed(tmp_path, leave_out=out) == {}

	def test_a_package_is_not_taken_for_what_came(self, tmp_path: Path) -> None:
		(tmp_path / "汇总材料").mkdir()
		(tmp_path / "汇总材料/manifest.json").write_text("{}")
		(tmp_path / "汇总材料.zip").write_bytes(
			zipped({"汇总材料/manifest.json": b"{}", "汇总材料/a.docx": b"x"})
		)
		found = [(each.name, bool(each.junk)) for each in listed(tmp_path).values()]
		assert sorted(found) == [("汇总材料.zip", True), ("汇总材料/", True)]

	def test_links_and_pipes_are_not_read(self, tmp_path: Path) -> None:
		(tmp_path / "链接.docx").symlink_to("/etc/hostname")
		(tmp_path / "文件夹").symlink_to("/etc")
		os.mkfifo(tmp_path / "管道.docx")
		found = listed(tmp_path)
		assert len(found) == 3
		assert all(each.refusal and not each.opener for each in found.values())

	def test_file_that_may_not_be_read(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
		(tmp_path / "总结.docx").write_bytes(b"x")
		with open_sources([tmp_path]) as files:
			(tmp_path / "总结.docx").unlink()
			with pytest.raises(InputError, match="文件或文件夹不存在"):
				files[0].read()

	def test_large_and_empty_files(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
		monkeypatch.setattr(container, "LARGEST_FILE", 10)
		(tmp_path / "大.docx").write_bytes(b"x" * 11)
		(tmp_path / "空.docx").write_bytes(b"")
		found = listed(tmp_path)
		assert "超过" in found["大.docx"].refusal
		assert found["空.docx"].refusal == "是空文件"

	def test_a_file_that_grew_since_it_was_listed(
		self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
	) -> None:
		monkeypatch.setattr(container, "LARGEST_FILE", 10)
		(tmp_path / "总结.docx").write_bytes(b"x")
		with open_sources([tmp_path]) as files:
			(tmp_path / "总结.docx").write_bytes(b"x" * 11)
			with pytest.raises(InputError, match="超过"):
				files[0].read()

	def test_missing_source(self, tmp_path: Path) -> None:
		with pytest.raises(InputError, match="找不到“没有”"):
			listed(tmp_path / "没有")

	def test_too_many_files(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
		monkeypatch.setattr(container, "MOST_FILES", 2)
		for number in range(3):
			(tmp_path / f"{number}.docx").write_bytes(b"x")
		with pytest.raises(InputError, match="超过2个"):
			listed(tmp_path)


class TestZips:
	@pytest.mark.parametrize("encoding", [None, "gb18030", "utf-8"])
	@pytest.mark.parametrize("name", ["合肥市/肥西县/工作总结.docx", "联通.docx", "㐂县（盖章）.pdf"])
	def test_names(self, tmp_path: Path, encoding: str | None, name: str) -> None:
		(tmp_path / "收.zip").write_bytes(zipped({name: b"x", "埇桥区.docx": b"y"}, encoding))
		assert contents(tmp_path) == {f"收.zip/{name}": b"x", "收.zip/埇桥区.docx": b"y"}

	def test_names_that_are_html_or_forbidden_by_windows(self, tmp_path: Path) -> None:
		names = ["<img src=x>.pdf", "?img src=x*.pdf", 'a"b|c:d.pdf', "总\u202e结.pdf"]
		files = {name: name.encode() for name in names}
		(tmp_path / "收.zip").write_bytes(zipped(files, "utf-8"))
		found = contents(tmp_path)
		assert sorted(found.values()) == sorted(files.values())
		assert not [name for name in found if set('<>:"|?*\u202e').intersection(name)]

	def test_windows_separators_behind_a_name_in_gbk(self, tmp_path: Path) -> None:
		(tmp_path / "收.zip").write_bytes(zipped({"宿州市\\埇桥区\\总结.docx": b"x"}, "gb18030"))
		assert list(contents(tmp_path)) == ["收.zip/宿州市/埇桥区/总结.docx"]

	def test_decomposed_names(self, tmp_path: Path) -> None:
		name = unicodedata.normalize("NFD", "Öffnung 한글 が.docx")
		(tmp_path / "收.zip").write_bytes(zipped({name: b"x"}, "utf-8"))
		(tmp_path / name).write_bytes(b"y")
		assert {each.split("/")[-1] for each in contents(tmp_path)} == {"Öffnung 한글 が.docx"}

	def test_unicode_path_field_goes_before_the_plain_name(self) -> None:
		raw, name = b"_____.docx", "埇桥区.docx".encode()
		field = b"\x01" + zlib.crc32(raw).to_bytes(4, "little") + name
		entry = ZipInfo("_____.docx")
		entry.flag_bits = 0
		entry.extra = struct.pack("<HH", 1, 2) + b"ab" + struct.pack("<HH", 0x7075, len(field)) + field
		assert archive_names([entry]) == ["埇桥区.docx"]
		entry.orig_filename = "renamed.docx"
		assert archive_names([entry]) == ["renamed.docx"]

	def test_zips_in_zips(self, tmp_path: Path) -> None:
		inner = zipped({"总结.docx": b"x"}, "gb18030")
		(tmp_path / "省.zip").write_bytes(zipped({"市.zip": zipped({"县.zip": inner}), "函.docx": b"y"}))
		assert contents(tmp_path) == {"省.zip/市.zip/县.zip/总结.docx": b"x", "省.zip/函.docx": b"y"}

	def test_too_deep(self, tmp_path: Path) -> None:
		content = zipped({"总结.docx": b"x"})
		for _ in range(4):
			content = zipped({"内.zip": content})
		(tmp_path / "外.zip").write_bytes(content)
		(only,) = listed(tmp_path).values()
		assert "超过3层" in only.refusal

	def test_time_of_the_file(self, tmp_path: Path) -> None:
		(tmp_path / "收.zip").write_bytes(zipped({"总结.docx": b"x"}))
		(tmp_path / "无.zip").write_bytes(zipped({"总结.docx": b"x"}, date_time=(1980, 1, 1, 0, 0, 0)))
		found = listed(tmp_path)
		assert found["收.zip/总结.docx"].modified == datetime(2025, 2, 10, 9, 30)
		assert found["无.zip/总结.docx"].modified is None

	@pytest.mark.parametrize("content", [b"PK\x03\x04", b"", b"Rar!", zipped({"总结.docx": b"x"})[:-30]])
	def test_damaged_zip(self, tmp_path: Path, content: bytes) -> None:
		(tmp_path / "坏.zip").write_bytes(content)
		(tmp_path / "好.docx").write_bytes(b"x")
		found = listed(tmp_path)
		assert found["坏.zip"].refusal
		assert found["好.docx"].opener

	def test_damaged_entry_stops_nothing_but_itself(self, tmp_path: Path) -> None:
		content = zipped({"甲.docx": os.urandom(1000), "乙.docx": b"b"})
		(tmp_path / "收.zip").write_bytes(content[:500] + b"\xff\xff\xff" + content[503:])
		with open_sources([tmp_path]) as files:
			by_name = {each.name: each for each in files}
			assert by_name["收.zip/乙.docx"].read() == b"b"
			with pytest.raises(InputError, match="已损坏"):
				by_name["收.zip/甲.docx"].read()

	def test_bomb_is_not_unpacked(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
		monkeypatch.setattr(container, "LARGEST_CONTENT", 1000)
		(tmp_path / "炸弹.zip").write_bytes(zipped({"a.docx": b"0" * 900, "b.docx": b"0" * 900}))
		(only,) = listed(tmp_path).values()
		assert (only.name, "没有读取" in only.refusal) == ("炸弹.zip", True)

	def test_a_directory_of_900_000_entries_is_not_read(self, tmp_path: Path) -> None:
		(tmp_path / "炸弹.zip").write_bytes(WORKBOOKS["900,000 entries"]())
		(only,) = listed(tmp_path).values()
		assert (only.name, only.refusal) == ("炸弹.zip", "有超过10000个文件，没有读取")

	def test_file_that_unpacks_to_too_much(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
		monkeypatch.setattr(container, "LARGEST_FILE", 1000)
		(tmp_path / "收.zip").write_bytes(zipped({"a.docx": b"0" * 1001, "b.docx": b"0"}))
		found = listed(tmp_path)
		assert "超过" in found["收.zip/a.docx"].refusal
		assert found["收.zip/b.docx"].opener

	def test_encrypted_link_and_other_compression(self, tmp_path: Path) -> None:
		(tmp_path / "链.zip").write_bytes(zipped({"l.docx": b"/etc/passwd"}, external_attr=0o120777 << 16))
		(tmp_path / "压.zip").write_bytes(zipped({"b.docx": b"x"}, compress_type=ZIP_BZIP2))
		encrypted = bytearray(zipped({"e.docx": b"x"}))
		for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
			encrypted[encrypted.index(signature) + offset] |= 1
		(tmp_path / "密.zip").write_bytes(bytes(encrypted))
		found = listed(tmp_path)
		assert "链接" in found["链.zip/l.docx"].refusal
		assert "压缩方式" in found["压.zip/b.docx"].refusal
		assert "密码" in found["密.zip/e.docx"].refusal

	def test_no_name_leads_out(self, tmp_path: Path) -> None:
		(tmp_path / "收.zip").write_bytes(
			zipped({"../../etc/总结.docx": b"x", "/根.docx": b"y", "a\nb.docx": b"z"})
		)
		assert list(contents(tmp_path)) == ["收.zip/a\ufffdb.docx", "收.zip/etc/总结.docx", "收.zip/根.docx"]

	@pytest.mark.parametrize("name", ["甲.rar", "甲.7Z", "甲.tar.gz"])
	def test_other_archives_are_named(self, tmp_path: Path, name: str) -> None:
		(tmp_path / name).write_bytes(b"x")
		assert "请解压" in listed(tmp_path)[name].refusal


@pytest.mark.parametrize(
	"name",
	[
		".DS_Store",
		"县/.DS_Store",
		"Thumbs.db",
		"县/desktop.ini",
		"~$工作总结.docx",
		".~lock.总结.odt#",
		"~WRL0001.tmp",
		"__MACOSX/县/._总结.docx",
		"._总结.docx",
		".git/总结.docx",
	],
)
def test_junk(name: str, tmp_path: Path) -> None:
	assert junk_reason(name)
	(tmp_path / "收.zip").write_bytes(zipped({name: b"x"}))
	(only,) = listed(tmp_path).values()
	assert only.junk
	assert only.opener is None


@pytest.mark.parametrize("name", ["总结.docx", "县/总结.DOCX", "~总结.docx", "1.总结.doc", "bak/总结.docx"])
def test_no_junk(name: str) -> None:
	assert junk_reason(name) == ""


def test_name_in_gbk_on_this_disk(tmp_path: Path) -> None:
	path = os.path.join(os.fsencode(tmp_path), "肥西县.docx".encode("gb18030"))
	with open(path, "wb") as stream:
		stream.write(b"x")
	assert contents(tmp_path) == {"肥西县.docx": b"x"}
	assert name_on_disk(os.fsdecode(b"\xff\xff.docx")) == "\ufffd\ufffd.docx"
