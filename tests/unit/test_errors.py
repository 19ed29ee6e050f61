"""Errors keep what they say when they cross from a printing process."""

from __future__ import annotations

import pickle

import pytest

from kepu_app.core.errors import FontError, InputError, KepuError, PackageError


@pytest.mark.parametrize("error_type", [KepuError, InputError, FontError, PackageError])
def test_crosses_processes_whole(error_type: type[KepuError]) -> None:
	error = error_type("埇桥区 · 正文：没有字体", code="font.missing", place="埇桥区 · 正文")
	error.characters = "\U0003fffd"
	again = pickle.loads(pickle.dumps(error))
	assert type(again) is error_type
	assert str(again) == error.message
	assert again.as_dict() == {
		"code": "font.missing",
		"place": "埇桥区 · 正文",
		"message": "埇桥区 · 正文：没有字体",
	}
	assert again.characters == "\U0003fffd"
