"""The Content-Disposition header and the MIME types of downloads."""

from __future__ import annotations

from typing import Literal
from urllib.parse import quote

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Disposition = Literal["attachment", "inline"]


def content_disposition(name: str, disposition: Disposition = "attachment") -> dict[str, str]:
	"""Return the header as a mapping, with the name in UTF-8 (RFC 6266, RFC 8187).

	Args:
		name: any text; every character but ASCII letters, digits and ``_.-~`` is escaped.
		disposition: the browser shows ``inline`` and saves ``attachment``.
	"""
	return {"Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(name, safe='')}"}
