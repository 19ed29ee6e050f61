"""What a stranger's file may not do by way of LibreOffice: fetch something, read this machine, outlive its time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from kepu_app.core.errors import InputError
from kepu_app.core.intake import convert, read_document
from kepu_app.core.intake.convert import convert_to_docx, office_program
from tests.unit.intake_files import zipped
from tests.waiting import wait_for

needs_office = pytest.mark.skipif(
	office_program() is None,
	reason="LibreOffice (soffice) is not installed: what it may fetch was not tried",
)
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument.text"


def open_document(body: str) -> bytes:
	"""Return an .odt with this text."""
	oasis = "urn:oasis:names:tc:opendocument:xmlns:"
	spaces = "".join(
		f' xmlns:{prefix}="{oasis}{name}:1.0"'
		for prefix, name in (
			("office", "office"),
			("text", "text"),
			("draw", "drawing"),
			("svg", "svg-compatible"),
		)
	)
	entries = f'<f:file-entry f:full-path="/" f:media-type="{_OPEN_DOCUMENT}"/><f:file-entry f:full-path="content.xml" f:media-type="text/xml"/>'
	return zipped(
		{
			"mimetype": _OPEN_DOCUMENT,
			"META-INF/manifest.xml": f'<f:manifest xmlns:f="{oasis}manifest:1.0">{entries}</f:manifest>',
			"content.xml": f'<office:document-content{spaces} xmlns:x="http://www.w3.org/1999/xlink" office:version="1.2">'
			f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
		}
	)


class Listener(HTTPServer):
	"""A web server on this machine that notes what it is asked for."""

	def __init__(self) -> None:
		super().__init__(("127.0.0.1", 0), _Handler)
		self.asked: list[str] = []

	@property
	def address(self) -> str:
		return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
	server: Listener

	def do_GET(self) -> None:
		self.server.asked.append(self.path)
		self.send_response(404)
		self.end_headers()

	do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

	def log_message(self, *_arguments: object) -> None:
		"""Says nothing."""


@pytest.fixture
def listener() -> Iterator[Listener]:
	server = Listener()
	thread = threading.Thread(target=server.serve_forever, daemon=True)
	thread.start()
	yield server
	server.shutdown()
	server.server_close()


@needs_office
@pytest.mark.slow
def test_nothing_that_a_file_refers_to_is_fetched(listener: Listener, tmp_path: Path) -> None:
	secret = tmp_path / "secret.txt"
	secret.write_text("KANARIE-341302")
	frame = '<draw:frame svg:width="5cm" svg:height="5cm">{}</draw:frame>'
	web, local = listener.address, f"file://{secret}"
	body = (
		"<text:p>前文</text:p>"
		+ "".join(
			f'<text:section text:name="s{number}"><text:section-source x:href="{address}" x:type="simple"/>'
			"<text:p>旧文</text:p></text:section>"
			for number, address in enumerate((f"{web}/section", local))
		)
		+ "<text:p>"
		+ "".join(
			frame.format(f'<draw:{kind} x:href="{address}/{kind}" x:type="simple"/>')
			for address in (web, local)
			for kind in ("image", "object-ole", "floating-frame")
		)
		+ "</text:p><text:p>后文</text:p>"
	)
	page = read_document("来件.odt", open_document(body))
	assert [line.text for line in page.lines()] == ["前文", "旧文", "旧文", "后文"]
	assert not listener.asked


@needs_office
@pytest.mark.slow
def test_fields_that_include_files_show_what_they_last_showed(listener: Listener, tmp_path: Path) -> None:
	secret = tmp_path / "secret.txt"
	secret.write_text("KANARIE-341302")
	fields = "".join(
		rf"{{\field{{\*\fldinst {instruction}}}{{\fldrslt old}}}}"
		for instruction in (
			rf'INCLUDETEXT "{secret}"',
			rf'INCLUDEPICTURE "{listener.address}/a.png" \\d',
			rf'DDEAUTO soffice "{secret}" x',
		)
	)
	data = rf"{{\rtf1\ansi before {fields}{{\*\template {listener.address}/t.dotx}} after\par}}".encode()
	text = read_document("来件.rtf", data).text
	assert text.startswith("before")
	assert text.endswith("after")
	assert "KANARIE" not in text
	assert not listener.asked


WEB_PAGE = (
	'<html xmlns:w="urn:schemas-microsoft-com:office:word"><head>'
	'<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><script>alert(1)</script></head>'
	"<body><h1>埇桥区2024年工作总结</h1><p>第一行<br>第二行</p>"
	'<table><tr><td>讲座</td><td>52</td></tr></table><img src="{}/x.png"></body></html>'
)


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
def test_a_web_page_under_the_name_of_a_word_file(encoding: str, listener: Listener) -> None:
	"""As office systems export them; they say GB2312 and have characters beyond it."""
	page = read_document("总结.doc", WEB_PAGE.format(listener.address).encode(encoding))
	lines = [line.text for line in page.lines()]
	assert lines == ["埇桥区2024年工作总结", "第一行", "第二行", "讲座　52"]
	assert page.converted_from == "HTML"
	assert not listener.asked


@needs_office
@pytest.mark.slow
def test_the_xml_of_word_2003() -> None:
	data = (
		'<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
		'<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body><w:p><w:r>'
		"<w:t>埇桥区2024年工作总结</w:t></w:r></w:p></w:body></w:wordDocument>"
	)
	assert read_document("总结.doc", data.encode()).text == "埇桥区2024年工作总结"


@pytest.mark.parametrize(
	("data", "said"),
	[
		(b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "MHT"),
		(b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><html>&b;</html>', "实体"),
	],
)
def test_what_is_not_converted(data: bytes, said: str) -> None:
	with pytest.raises(InputError, match=said):
		read_document("总结.doc", data)


class TestTime:
	@pytest.fixture
	def slow_program(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
		"""In the place of LibreOffice's starter, which is a script that waits for the real program."""
		program, number = tmp_path / "soffice", tmp_path / "number"
		program.write_text(f"#!/bin/sh\nsleep 60 &\necho $! > {number}\nwait\n")
		program.chmod(0o755)
		monkeypatch.setattr(convert, "office_program", lambda: str(program))
		monkeypatch.setattr(convert, "LONGEST_CONVERSION", 1)
		return number

	def test_everything_that_it_started_ends_with_its_time(self, slow_program: Path) -> None:
		with pytest.raises(InputError, match=r"“总结\.doc”转换超过1秒.*另存为"):
			convert_to_docx("总结.doc", b"x", ".doc")
		status = Path(f"/proc/{slow_program.read_text().strip()}/stat")
		wait_for(
			lambda: not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z",
			told="the converter is still running",
		)

	def test_a_program_that_cannot_be_started(self, monkeypatch: pytest.MonkeyPatch) -> None:
		monkeypatch.setattr(convert, "office_program", lambda: "/nowhere/soffice")
		with pytest.raises(InputError, match="另存为"):
			convert_to_docx("总结.doc", b"x", ".doc")
