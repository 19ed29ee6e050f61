"""The guides of ``docs/guide``: their list, their readers, and their text as HTML."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import frappe
from frappe import _lt
from frappe.utils import md_to_html

import kepu_app
from kepu_app.access.roles import (
	ASSESSOR,
	CITY_REVIEWER,
	COUNTY_REPORTER,
	KEPU_ADMINISTRATOR,
	NATIONAL_OFFICER,
	PROVINCIAL_APPROVER,
)

FOLDER = Path(kepu_app.__file__).parent / "guide"
ROUTE = "kepu-guide"


_PICTURE = re.compile(r'src="(images/[\w-]+\.png)"')
_BROKEN_LINE = re.compile(r"(?<=[^\x00-\x7f])\n *(?=[^\x00-\x7f])")
"""A line break between Chinese characters would show as a blank."""


@dataclass(frozen=True)
class Guide:
	"""A file ``<name>.md``, and the role whose default it is, or blank."""

	name: str
	title: Any
	role: str = ""


GUIDES = (
	Guide("county", _lt("Guide of the Counties"), COUNTY_REPORTER),
	Guide("city", _lt("Guide of the Cities"), CITY_REVIEWER),
	Guide("province", _lt("Guide of the Provinces"), PROVINCIAL_APPROVER),
	Guide("assessor", _lt("Guide of the Assessors"), ASSESSOR),
	Guide("cast", _lt("Guide of CAST"), NATIONAL_OFFICER),
	Guide("administrator", _lt("Guide of the Administrator"), KEPU_ADMINISTRATOR),
	Guide("notice", _lt("Text of the Notice")),
)


def chosen_guide(name: str, roles: list[str]) -> Guide:
	"""Return the named guide; for an unknown or blank name, that of the user's role."""
	asked = next((each for each in GUIDES if each.name == name), None)
	return asked or next((each for each in GUIDES if each.role in roles), GUIDES[0])


def html_of(guide: Guide) -> str:
	"""Return its text, unescaped: the files are the app's own, with no untrusted content."""
	text = (FOLDER / f"{guide.name}.md").read_text(encoding="utf-8")
	return _PICTURE.sub(_with_content, md_to_html(_BROKEN_LINE.sub("", text)))


def _with_content(found: re.Match[str]) -> str:
	"""Return a picture as a data URL: no site serves the guides' folder."""
	content = base64.b64encode((FOLDER / found[1]).read_bytes()).decode()
	return f'src="data:image/png;base64,{content}"'


def add_to_help_menu() -> None:
	"""Add the guides at the top of the Desk's help menu. Idempotent."""
	settings = frappe.get_single("Navbar Settings")
	if any(row.route == f"/{ROUTE}" for row in settings.help_dropdown):
		return
	settings.append(
		"help_dropdown", {"item_label": "Guides and Notice", "item_type": "Route", "route": f"/{ROUTE}"}
	)
	settings.help_dropdown.insert(0, settings.help_dropdown.pop())
	for index, row in enumerate(settings.help_dropdown, start=1):
		row.idx = index
	settings.save()


def take_from_help_menu() -> None:
	"""Remove the guides from the help menu."""
	frappe.db.delete("Navbar Item", {"parent": "Navbar Settings", "route": f"/{ROUTE}"})
	frappe.clear_document_cache("Navbar Settings", "Navbar Settings")
