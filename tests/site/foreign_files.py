"""Files of another province that somebody would like to have, and all that he may have got of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import frappe

from kepu_app.utils.doctypes import SUBMISSION
from tests.site.client import Client
from tests.site.endpoints import said, upload
from tests.site.factories import FOREIGN, FOREIGN_APPROVER, FOREIGN_COUNTY, FOREIGN_REPORTER, World
from tests.site.sample_files import archive

CANARY = "别省的汇总材料-金丝雀"
SignIn = Callable[[str], Client]


@dataclass(frozen=True)
class Prize:
	"""Files of the other province."""

	package: str
	scan: str
	package_record: str
	scan_record: str


def make_prize(world: World, sign_in: SignIn) -> Prize:
	package = uploaded(
		sign_in(FOREIGN_APPROVER), SUBMISSION, world.submission(FOREIGN), "汇总.zip", archive(a_txt=CANARY)
	)
	summary = ("Annual Summary", world.summary(FOREIGN_COUNTY))
	scan = uploaded(sign_in(FOREIGN_REPORTER), *summary, "盖章件.txt", CANARY.encode())
	return Prize(package["file_url"], scan["file_url"], package["name"], scan["name"])


def own_file(world: World, client: Client) -> dict[str, Any]:
	"""Return a file of the attacker's own."""
	return uploaded(client, "Annual Summary", world.summary(), "x.txt", b"x")


def uploaded(client: Client, doctype: str, name: str, filename: str, content: bytes) -> dict[str, Any]:
	response = upload(client, doctype, name, filename, content)
	assert response.ok, said(response)
	return response.json()["message"]


def spellings(url: str) -> list[str]:
	"""Ways to write the address of a file so that a comparison of texts does not know it."""
	name = url.rsplit("/", 1)[1]
	encoded = "".join(f"%{byte:02X}" for byte in name.encode())
	return [
		url,
		f"/private/files/./{name}",
		f"//private/files/{name}",
		f"/private/files//{name}",
		f"/private//files/{name}",
		f"/private/files/x/../{name}",
		f"/files/../../private/files/{name}",
		f"../private/files/{name}",
		f"../files/{name}",
		f"private/files/{name}",
		f"/private/files/{encoded}",
		f"/private/files/{quote(encoded)}",
		f"/private/files/..%2ffiles%2f{quote(name)}",
		f"\\private\\files\\{name}",
		f"/private/files/{name}?fid=1",
		f"/private/files/{name}#x",
		f" /private/files/{name}",
		url.upper(),
		f"/PRIVATE/files/{name}",
	]


OUTSIDE = [
	"/private/files/../../site_config.json",
	"/files/../../site_config.json",
	"/private/files/%2e%2e/%2e%2e/site_config.json",
	"/private/files/..%252f..%252fsite_config.json",
	"../site_config.json",
	"/private/files/../../../common_site_config.json",
	"/private/backups/x.sql.gz",
	"/private/files",
	"/private/files/",
	"/etc/passwd",
	"file:///etc/passwd",
	"/private/files/\0/etc/passwd",
]


def gained(client: Client, *more: str) -> list[str]:
	"""Which addresses hand the attacker something of the other province or of the site's configuration."""
	frappe.db.rollback()
	records = frappe.get_all("File", {"owner": client.user, "is_folder": 0}, ["name", "file_url"])
	found = []
	for url in {*(each.file_url for each in records if each.file_url), *more}:
		answers = [
			client.request("GET", quote(url)),
			client.get("frappe.handler.download_file", file_url=url),
		]
		found += [url for each in answers if each.ok and is_secret(each.content)]
	for record in records:
		answer = client.request("GET", "/private/files/x", params={"fid": record.name})
		found += [record.name] if answer.ok and is_secret(answer.content) else []
	return found


def is_secret(content: bytes) -> bool:
	secrets = (CANARY.encode(), b"db_password", b"root:x:")
	return any(each in content for each in secrets)
