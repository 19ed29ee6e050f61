"""A file comes under its own name, whatever signs the name has."""

from __future__ import annotations

from email.message import Message

import pytest

from kepu_app.utils.downloads import content_disposition


@pytest.mark.parametrize(
	"name",
	[
		"安徽省2024年总结（终稿）.pdf",
		'a"b; filename=c.exe',
		"a/b\\c 100%.xlsx",
		"it's*",
		"两行\r\nSet-Cookie: a=b",
	],
)
@pytest.mark.parametrize("disposition", ["attachment", "inline"])
def test_every_name_comes_as_it_is(name: str, disposition: str) -> None:
	header = content_disposition(name, disposition)["Content-Disposition"]
	assert header.isascii()
	assert header.isprintable()
	message = Message()
	message["Content-Disposition"] = header
	assert message.get_content_disposition() == disposition
	assert message.get_filename() == name


def test_a_file_is_saved_unless_it_is_to_be_shown() -> None:
	assert content_disposition("a b~c.txt") == {
		"Content-Disposition": "attachment; filename*=UTF-8''a%20b~c.txt",
	}
