"""Whether a picture is whole, before anything is done with it."""

from __future__ import annotations

import io
from pathlib import PurePath

import frappe
from frappe import _
from frappe.utils import escape_html
from PIL import Image

PICTURES = (".jpg", ".jpeg", ".png")
_JPEG, _START_OF_SCAN, _END_OF_IMAGE = b"\xff\xd8", 0xDA, b"\xff\xd9"
_WITHOUT_LENGTH = (0x01, *range(0xD0, 0xD8))
"""Markers that stand alone (ITU-T T.81, table B.1)."""


class PictureError(frappe.ValidationError):
	"""A picture cannot be opened, or part of it is missing."""


def is_picture(name: str | None) -> bool:
	"""Whether a file says by its name that it is a JPEG or a PNG."""
	return PurePath(name or "").suffix.lower() in PICTURES


def refuse_damaged(name: str, content: bytes) -> None:
	"""Raises PictureError unless the content is a whole picture."""
	try:
		with Image.open(io.BytesIO(content)) as image:
			image.verify()
	# Pillow says by all of these that a file is broken, or is too large to be a picture.
	except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
		frappe.throw(
			_("{0} is damaged, or is no JPEG or PNG picture. Please scan it or save it as JPG again.").format(
				escape_html(name)
			),
			PictureError,
		)
	if content.startswith(_JPEG) and not _reaches_its_end(content):
		frappe.throw(
			_("{0} is incomplete: the end of the picture is missing. Please upload it again.").format(
				escape_html(name)
			),
			PictureError,
		)


def _reaches_its_end(content: bytes) -> bool:
	"""Whether the end mark of a JPEG comes behind its first scan: previews in its header have marks of their
	own. Frappe tells Pillow to fill up with grey what is missing."""
	place = len(_JPEG)
	while place + 4 <= len(content) and content[place] == 0xFF:
		marker = content[place + 1]
		if marker == _START_OF_SCAN:
			return content.find(_END_OF_IMAGE, place) >= 0
		if marker in _WITHOUT_LENGTH:
			place += 2
		elif marker == 0xFF:
			place += 1
		else:
			place += 2 + int.from_bytes(content[place + 2 : place + 4], "big")
	return False
