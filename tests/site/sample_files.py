"""Small files of the kinds that people upload, whole and real."""

import io
import zipfile
from collections.abc import Mapping

from PIL import Image


def zipped(files: Mapping[str, str | bytes]) -> bytes:
	"""Return a zip of files by their names in it."""
	target = io.BytesIO()
	with zipfile.ZipFile(target, "w") as made:
		for name, content in files.items():
			made.writestr(name, content)
	return target.getvalue()


def archive(**members: str) -> bytes:
	"""Return a zip; members by name, with ``_`` for the dot before the ending."""
	files = members or {"说明_txt": "说明"}
	return zipped({name.replace("_", "."): text for name, text in files.items()})


def office_archive(folder: str, text: str = "") -> bytes:
	"""Return what a Word file (``word``) or a workbook (``xl``) looks like from outside."""
	parts = {"[Content_Types].xml": "<Types/>", "_rels/.rels": "<Relationships/>"}
	return zipped({**parts, f"{folder}/document.xml": f"<text>{text}</text>"})


def office_97() -> bytes:
	"""Return the beginning of every file of Word 97, Excel 97 and older WPS."""
	return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def picture(kind: str = "PNG", colour: str = "red") -> bytes:
	target = io.BytesIO()
	Image.new("RGB", (8, 8), colour).save(target, kind)
	return target.getvalue()
