"""The page of the Desk runs its own scripts only."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import frappe
import pytest
from frappe.desk.doctype.notification_settings.notification_settings import create_notification_settings

from kepu_app.overrides import desk_policy
from tests.site.client import Client
from tests.site.factories import APPROVER, ASSESSOR, OFFICER, REPORTER, STRANGER

PEOPLE = (REPORTER, APPROVER, OFFICER, ASSESSOR, STRANGER)
SignIn = Callable[[str], Client]
_SCRIPT = re.compile(r"<script[^>]*>")
_ATTRIBUTE = re.compile(
	r"""\bon(?:click|change|error|load|submit|input|keyup|mouse\w+)\s*=\s*\\?["'](.*?)\\?["'](?=[\s>/])"""
)

NOT_IN_THE_DESK = {
	"return {{ item.action }}": "the menu's, which come from its settings",
	"%(onclick)s": "a docfield's own, of reports of other apps",
	"${frm.toggle_display(": "cut off; a picture that cannot be shown",
	"localStorage.setItem('${key}', 'false') || this.parentElement.remove()": "a notice on server scripts",
}


@pytest.fixture(autouse=True, scope="module")
def _whole_accounts(places: None) -> Iterator[None]:
	"""Yield the Desk opens for people who have what Frappe makes with an account."""
	for user in PEOPLE:
		create_notification_settings(user)
	frappe.db.commit()
	yield
	frappe.db.delete("Notification Settings", {"name": ["in", PEOPLE]})
	frappe.db.commit()


@pytest.mark.parametrize("user", ["Administrator", REPORTER, APPROVER, OFFICER, ASSESSOR])
def test_every_script_of_the_page_bears_its_sign(places: None, sign_in: SignIn, user: str) -> None:
	answer = sign_in(user).request("GET", "/app")
	told = answer.headers["Content-Security-Policy"]
	nonce = re.search(r"'nonce-([\w-]{20,})'", told)[1]
	assert "'unsafe-inline'" not in told
	assert "'self'" not in told.split(";")[0]
	scripts = _SCRIPT.findall(answer.text)
	assert len(scripts) > 3
	assert all(f'nonce="{nonce}"' in each for each in scripts), scripts


@pytest.mark.parametrize(
	"path", ["/app%20", "/%20app", "/app/%0A", "/app/%0Atypical-case", "/app/typical-case%20", "/app%0A"]
)
def test_no_spelling_of_the_address_is_without_it(places: None, sign_in: SignIn, path: str) -> None:
	"""What Frappe finds the Desk's page by; a spelling that it does not take shows another page."""
	answer = sign_in(REPORTER).request("GET", path)
	is_desk = "window._version_number" in answer.text
	assert is_desk == ("Content-Security-Policy" in answer.headers)
	assert is_desk or path == "/app%0A", answer.status_code


def test_the_sign_is_another_each_time(places: None, sign_in: SignIn) -> None:
	client = sign_in(REPORTER)
	pages = [client.request("GET", "/app/county") for _ in range(2)]
	assert len({page.headers["Content-Security-Policy"] for page in pages}) == 2


def test_what_a_text_brings_bears_none(places: None, sign_in: SignIn) -> None:
	"""Data of the page stand behind its first script; what they bring along is not taken for the page's own."""
	name = 'A</script ><script type="text/javascript">window.stolen = 1</script >'
	frappe.db.set_value("User", REPORTER, "full_name", name)
	frappe.db.commit()
	frappe.clear_cache(user=REPORTER)
	client = sign_in(REPORTER)
	page = client.request("GET", "/app").text
	assert "window.stolen" in page
	assert not re.search(r"nonce=[^>]*>window\.stolen", page)


def test_users_of_other_apps_have_frappe_s_own_page(places: None, sign_in: SignIn) -> None:
	client = sign_in(STRANGER)
	answer = client.request("GET", "/app")
	assert answer.ok, answer.text[-3000:]
	assert "Content-Security-Policy" not in answer.headers
	assert "nonce=" not in answer.text


def test_every_attribute_of_frappe_s_desk_is_known() -> None:
	folder = Path(frappe.get_app_path("frappe", "public", "js", "frappe"))
	found = {
		handler
		for path in folder.rglob("*")
		if path.suffix in (".js", ".html", ".vue")
		for handler in _ATTRIBUTE.findall(path.read_text(encoding="utf-8"))
	}
	assert "return false;" in found, "or the search has gone blind"
	assert found <= {*desk_policy.HANDLERS, *NOT_IN_THE_DESK}
