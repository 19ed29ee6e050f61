"""Text files as people hand them in, and results that are there whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepu_app.core import files
from kepu_app.core.errors import InputError
from kepu_app.core.files import decode_text, read_text, system_reason, write_whole

TEXT = "埇桥区、湾沚区，2024年。\r\n𠮷"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings_of_chinese_windows(tmp_path: Path, encoding: str) -> None:
	path = tmp_path / "总结.txt"
	path.write_bytes(TEXT.encode(encoding))
	assert read_text(path) == TEXT


def test_both_byte_orders_of_utf16() -> None:
	assert decode_text(b"\xfe\xff" + TEXT.encode("utf-16-be"), "x") == TEXT
	assert decode_text(b"\xff\xfe" + TEXT.encode("utf-16-le"), "x") == TEXT


def test_empty_file_is_an_empty_text() -> None:
	assert decode_text(b"", "x") == ""


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")))
def test_every_text_in_utf8_comes_back(text: str) -> None:
	assert decode_text(text.encode("utf-8"), "x") == text


@pytest.mark.parametrize(
	"content", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\xff\xff\xff", b"PK\3\4\0\0", b"\xff\xfe\0"]
)
def test_what_is_no_text(tmp_path: Path, content: bytes) -> None:
	path = tmp_path / "图.txt"
	path.write_bytes(content)
	with pytest.raises(InputError, match=r"“图\.txt”不是文本文件") as caught:
		read_text(path)
	assert (caught.value.code, caught.value.place) == ("file.not_text", "图.txt")


def test_missing_file(tmp_path: Path) -> None:
	with pytest.raises(InputError, match=r"无法读取文件“没有\.txt”：文件或文件夹不存在") as caught:
		read_text(tmp_path / "没有.txt")
	assert caught.value.code == "file.unreadable"


def test_folder_is_no_file(tmp_path: Path) -> None:
	with pytest.raises(InputError, match="是文件夹，不是文件"):
		read_text(tmp_path)


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(files, "LARGEST_TEXT", 3)
	path = tmp_path / "大.txt"
	path.write_bytes(b"abc")
	assert read_text(path) == "abc"
	path.write_bytes(b"abcd")
	with pytest.raises(InputError, match="过大") as caught:
		read_text(path)
	assert caught.value.code == "file.too_large"


@pytest.fixture
def private_umask() -> Iterator[None]:
	earlier = os.umask(0o077)
	yield
	os.umask(earlier)


def test_write_replaces_and_leaves_nothing_else(tmp_path: Path) -> None:
	path = tmp_path / "新" / "文件.xlsx"
	write_whole(path, b"one")
	write_whole(path, b"two")
	assert path.read_bytes() == b"two"
	assert list(path.parent.iterdir()) == [path]


@pytest.mark.usefixtures("private_umask")
def test_write_is_as_private_as_the_user_wants_files_to_be(tmp_path: Path) -> None:
	write_whole(tmp_path / "a", b"")
	assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600


def test_name_as_long_as_the_system_takes(tmp_path: Path) -> None:
	path = tmp_path / ("长" * 80 + ".xlsx")
	write_whole(path, b"x")
	assert path.read_bytes() == b"x"


def test_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
	path = tmp_path / "a"
	write_whole(path, b"old")

	def full(descriptor: int) -> None:
		raise OSError(errno.ENOSPC, "No space left on device")

	monkeypatch.setattr(os, "fsync", full)
	with pytest.raises(OSError, match="No space"):
		write_whole(path, b"new")
	assert path.read_bytes() == b"old"
	assert list(tmp_path.iterdir()) == [path]


def test_reason_in_chinese_and_otherwise_as_it_comes() -> None:
	assert system_reason(PermissionError(errno.EACCES, "Permission denied")) == "没有访问权限"
	assert system_reason(OSError(errno.EXDEV, "Invalid cross-device link")) == "Invalid cross-device link"
	assert system_reason(OSError("something")) == "something"
