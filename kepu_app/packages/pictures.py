"""Whether a picture is whole, before anything is done with it."""

from __future__ import annotations

import io
from pathlib import PurePath

import frappe
from frappe import _
from frappe.utils import escape_html
from PIL import Image

from kepu_app.core.packages.scans import is_cut_off

PICTURES = (".jpg", ".jpeg", ".png")


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
	if is_cut_off(content):
		frappe.throw(
			_("{0} is incomplete: the end of the picture is missing. Please upload it again.").format(
				escape_html(name)
			),
			PictureError,
		)
