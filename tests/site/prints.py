"""What stands in a PDF that the site has made."""

import io

from pypdf import PdfReader


def text_of(pdf: bytes) -> str:
	"""Return the text of all pages, one after the other."""
	return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
