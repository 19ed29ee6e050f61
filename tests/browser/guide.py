"""Pictures for the guide in ``docs/``, taken by the test that goes the way that the guide describes.

They are taken anew only where KEPU_GUIDE_PICTURES names the folder for them::

    KEPU_GUIDE_PICTURES=docs/images scripts/test-site.sh tests/browser/test_no_code.py
"""

from __future__ import annotations

import os
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator

from tests.browser.desk import Desk

SIZE = {"width": 1100, "height": 760}
COLOURS = 64
MARK = "4px solid #e8590c"


def set_up(desk: Desk) -> None:
	"""Give the page the size of the pictures."""
	desk.page.set_viewport_size(SIZE)


def picture(desk: Desk, name: str, *marked: Locator) -> None:
	"""Take a picture of the page with these elements framed, if pictures are wanted."""
	folder = os.environ.get("KEPU_GUIDE_PICTURES")
	if not folder:
		return
	for each in marked:
		each.evaluate(
			"(node, mark) => Object.assign(node.style, {outline: mark, outlineOffset: '3px'})", MARK
		)
	path = Path(folder) / f"{name}.png"
	path.parent.mkdir(parents=True, exist_ok=True)
	desk.unmoving()
	desk.page.screenshot(path=path)
	Image.open(path).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
	for each in marked:
		each.evaluate("node => Object.assign(node.style, {outline: '', outlineOffset: ''})")
