"""The header that names a file which a browser gets."""

from __future__ import annotations

from typing import Literal
from urllib.parse import quote

Disposition = Literal["attachment", "inline"]


def content_disposition(name: str, disposition: Disposition = "attachment") -> dict[str, str]:
	"""Return the header as a mapping, with the name in UTF-8 (RFC 6266, RFC 8187).

	Args:
		name: any text; every sign but letters, digits and ``_.-~`` of ASCII is escaped.
		disposition: ``inline`` is shown by the browser, ``attachment`` is saved.
	"""
	return {"Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(name, safe='')}"}
