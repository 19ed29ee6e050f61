"""Small files of the kinds that people upload, whole and real."""

import io
import zipfile

from PIL import Image


def archive(**members: str) -> bytes:
	"""A zip; members by name, with ``_`` for the dot before the ending."""
	target = io.BytesIO()
	with zipfile.ZipFile(target, "w") as made:
		for name, text in (members or {"说明_txt": "说明"}).items():
			made.writestr(name.replace("_", "."), text)
	return target.getvalue()


def office_archive(folder: str, text: str = "") -> bytes:
	"""What a Word file (``word``) or a workbook (``xl``) looks like from outside."""
	target = io.BytesIO()
	with zipfile.ZipFile(target, "w") as made:
		made.writestr("[Content_Types].xml", "<Types/>")
		made.writestr("_rels/.rels", "<Relationships/>")
		made.writestr(f"{folder}/document.xml", f"<text>{text}</text>")
	return target.getvalue()


def office_97() -> bytes:
	"""The beginning of every file of Word 97, Excel 97 and older WPS."""
	return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def picture(kind: str = "PNG", colour: str = "red") -> bytes:
	target = io.BytesIO()
	Image.new("RGB", (8, 8), colour).save(target, kind)
	return target.getvalue()
