"""Files of older formats (.doc, .wps, .rtf, .odt) through LibreOffice, in a child process with limits."""

from __future__ import annotations

import resource
import shutil
import subprocess
import tempfile
from pathlib import Path

from kepu_app.core.errors import InputError

LONGEST_CONVERSION = 60
"""Seconds of the clock; a report takes three."""

MOST_PROCESSOR_TIME = 60
"""Seconds of the processor."""

LARGEST_RESULT = 100 << 20
"""Bytes of any file that the conversion writes."""

_PROGRAMS = ("soffice", "libreoffice")


def office_program() -> str | None:
	"""Path of LibreOffice's program; None where it is not installed."""
	return next((path for path in map(shutil.which, _PROGRAMS) if path), None)


def convert_to_docx(name: str, data: bytes, suffix: str) -> bytes:
	"""The same document as a .docx.

	Args:
		name: of the file, for messages.
		data: its content.
		suffix: of the format, such as ``.doc``; what LibreOffice goes by.

	Raises:
		InputError: LibreOffice is not there, refuses, or takes longer than it may.
	"""
	program = office_program()
	if not program:
		raise InputError(
			f"“{name}”是旧格式（{suffix}），本机没有安装LibreOffice，无法转换。请用Word或WPS打开，另存为“Word文档（*.docx）”",
			code="word.no_converter",
			place=name,
		)
	with tempfile.TemporaryDirectory(prefix="kepu-convert-") as folder:
		source = Path(folder) / f"source{suffix}"
		source.write_bytes(data)
		_run(program, name, source)
		result = source.with_suffix(".docx")
		if not result.is_file():
			raise InputError(
				f"“{name}”无法转换，文件可能已损坏或设有密码。请用Word或WPS打开，另存为.docx",
				code="word.not_converted",
				place=name,
			)
		return result.read_bytes()


def _run(program: str, name: str, source: Path) -> None:
	"""With a profile of its own, since two runs of one profile wait for each other, and without macros."""
	folder = source.parent
	command = [
		program,
		f"-env:UserInstallation=file://{folder}/profile",
		"--headless",
		"--norestore",
		"--nolockcheck",
		"--convert-to",
		"docx:MS Word 2007 XML",
		"--outdir",
		str(folder),
		str(source),
	]
	environment = {
		"HOME": str(folder),
		"PATH": "/usr/local/bin:/usr/bin:/bin",
		"LANG": "C.UTF-8",
		"TMPDIR": str(folder),
	}
	try:
		subprocess.run(
			command,
			cwd=folder,
			env=environment,
			stdin=subprocess.DEVNULL,
			capture_output=True,
			timeout=LONGEST_CONVERSION,
			preexec_fn=_limit,
			check=False,
		)
	except subprocess.TimeoutExpired as error:
		raise InputError(
			f"“{name}”转换超过{LONGEST_CONVERSION}秒，已放弃。请用Word或WPS打开，另存为.docx",
			code="word.conversion_timeout",
			place=name,
		) from error


def _limit() -> None:
	resource.setrlimit(resource.RLIMIT_CPU, (MOST_PROCESSOR_TIME, MOST_PROCESSOR_TIME))
	resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_RESULT, LARGEST_RESULT))
	resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
