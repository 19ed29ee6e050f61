"""Converts older formats (.doc, .wps, .rtf, .odt, web pages, Word 2003 XML) by LibreOffice, in a child
process with limits."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from kepu_app.core.errors import InputError

LONGEST_CONVERSION = 60
"""Seconds of wall-clock time; a report takes three."""

MOST_PROCESSOR_TIME = 60
"""Seconds of CPU time."""

LARGEST_RESULT = 100 << 20
"""Maximum bytes of any file that the conversion writes."""

LARGEST_MEMORY = 2 << 30
"""Maximum bytes of address space of each of its processes; a report takes a quarter."""

_PROGRAMS = ("soffice", "libreoffice")
_SECURITY = "/org.openoffice.Office.Common/Security/Scripting"
_NETWORK = "/org.openoffice.Inet/Settings"
_KINDS_OF_ADDRESS = ("HTTP", "HTTPS", "FTP")
_SETTINGS = (
	(_SECURITY, "BlockUntrustedRefererLinks", "true"),
	(_SECURITY, "DisableActiveContent", "true"),
	(_SECURITY, "DisableMacrosExecution", "true"),
	(_SECURITY, "MacroSecurityLevel", "3"),
	(_NETWORK, "ooInetProxyType", "1"),
	(_NETWORK, "ooInetNoProxy", ""),
	*((_NETWORK, f"ooInet{kind}ProxyName", "127.0.0.1") for kind in _KINDS_OF_ADDRESS),
	*((_NETWORK, f"ooInet{kind}ProxyPort", "9") for kind in _KINDS_OF_ADDRESS),
)
"""Nothing that a file references is loaded, neither from the network nor from this machine."""


def office_program() -> str | None:
	"""Return the path of LibreOffice's program; None where it is not installed."""
	return next((path for path in map(shutil.which, _PROGRAMS) if path), None)


def convert_to_docx(name: str, data: bytes, suffix: str) -> bytes:
	"""Convert a document to .docx.

	Args:
		name: of the file, for messages.
		data: its content.
		suffix: of the format, such as ``.doc``, by which LibreOffice detects it.

	Raises:
		InputError: LibreOffice is missing, refuses, or times out.
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
		_write_profile(Path(folder) / "profile")
		_run(program, name, source)
		result = source.with_suffix(".docx")
		if not result.is_file():
			raise _not_converted(name, "word.not_converted", "无法转换，文件可能已损坏或设有密码")
		return result.read_bytes()


def _write_profile(folder: Path) -> None:
	"""Write a profile for this run alone, since two runs of one profile wait for each other."""
	items = "".join(
		f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
		for path, name, value in _SETTINGS
	)
	(folder / "user").mkdir(parents=True)
	(folder / "user" / "registrymodifications.xcu").write_text(
		f'<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'
	)


def _run(program: str, name: str, source: Path) -> None:
	try:
		process = subprocess.Popen(
			_command(program, source),
			cwd=source.parent,
			env=_environment(source.parent),
			stdin=subprocess.DEVNULL,
			stdout=subprocess.DEVNULL,
			stderr=subprocess.DEVNULL,
			preexec_fn=_limit,
			start_new_session=True,
		)
	except OSError as error:
		raise _not_converted(name, "word.not_converted", "在本机无法转换") from error
	try:
		process.wait(LONGEST_CONVERSION)
	except subprocess.TimeoutExpired as error:
		raise _not_converted(
			name, "word.conversion_timeout", f"转换超过{LONGEST_CONVERSION}秒，已放弃"
		) from error
	finally:
		_end_all(process)


def _end_all(process: subprocess.Popen[bytes]) -> None:
	"""Kill the whole session: the program is a script whose children would outlive it."""
	with suppress(ProcessLookupError):
		os.killpg(process.pid, signal.SIGKILL)
	process.wait()


def _command(program: str, source: Path) -> list[str]:
	as_text = ["--infilter=HTML (StarWriter)"] if source.suffix == ".html" else []
	return [
		program,
		*as_text,
		f"-env:UserInstallation=file://{source.parent}/profile",
		"--headless",
		"--norestore",
		"--nolockcheck",
		"--convert-to",
		"docx:MS Word 2007 XML",
		"--outdir",
		str(source.parent),
		str(source),
	]


def _environment(folder: Path) -> dict[str, str]:
	"""Return an environment without the caller's, which may hold secrets."""
	return {
		"HOME": str(folder),
		"PATH": "/usr/local/bin:/usr/bin:/bin",
		"LANG": "C.UTF-8",
		"TMPDIR": str(folder),
	}


def _not_converted(name: str, code: str, what: str) -> InputError:
	return InputError(f"“{name}”{what}。请用Word或WPS打开，另存为.docx", code=code, place=name)


def _limit() -> None:
	resource.setrlimit(resource.RLIMIT_CPU, (MOST_PROCESSOR_TIME, MOST_PROCESSOR_TIME))
	resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_RESULT, LARGEST_RESULT))
	resource.setrlimit(resource.RLIMIT_AS, (LARGEST_MEMORY, LARGEST_MEMORY))
	resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
