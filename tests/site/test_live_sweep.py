"""What a real socket hears: whoever subscribes to another province's documents, lists and forms is told nothing."""

import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace
from typing import Any

import frappe
import pytest

from kepu_app.access.policies import POLICIES, RECORDS, ROWS
from kepu_app.utils.doctypes import SUMMARY
from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import said, upload
from tests.site.factories import (
	APPROVER,
	CITY,
	COUNTY,
	FOREIGN,
	FOREIGN_APPROVER,
	FOREIGN_COUNTY,
	FOREIGN_DEPUTY,
	FOREIGN_REPORTER,
	REPORTER,
	World,
)
from tests.site.test_front_server import live_client
from tests.waiting import wait_for

MARK = "金丝雀实时"
SECONDS = 60
LISTENERS = (REPORTER, CITY, APPROVER, "Guest")
SignIn = Callable[[str], Client]

pytestmark = pytest.mark.skipif(not shutil.which("node"), reason="needs node")


class Ear:
	"""What one socket has heard so far."""

	def __init__(self, lines: Iterator[str]) -> None:
		self.heard: list[str] = []
		self._lines = lines
		self._thread = threading.Thread(target=self._listen, daemon=True)
		self._thread.start()

	def _listen(self) -> None:
		for line in self._lines:
			self.heard.append(line)

	def has_heard(self, name: str) -> bool:
		return any(name in line for line in list(self.heard))


@pytest.fixture(scope="module")
def foreign(world: World) -> dict[str, str]:
	summary = factories.fill_summary(world.summary(FOREIGN_COUNTY))
	names = {
		SUMMARY: summary.name,
		"Typical Case": factories.proposed_case(world, FOREIGN_COUNTY).name,
		"Provincial Submission": world.submission(FOREIGN),
		"County": FOREIGN_COUNTY,
		"Province": FOREIGN,
	}
	frappe.db.commit()
	return names


def subscriptions(foreign: dict[str, str]) -> list[list[str]]:
	"""To every list, and to the foreign documents in each of the ways that a socket knows."""
	lists = [["doctype_subscribe", each] for each in (*POLICIES, *ROWS, *RECORDS, "User", "Report", "Tag")]
	ways = ("doc_subscribe", "doc_open", "doc_close")
	return [*lists, *([way, *named] for named in foreign.items() for way in ways)]


@contextmanager
def listening(url: str, site: str, client: Any, said_first: list[list[str]]) -> Iterator[Ear]:
	with live_client(url, site, client, "websocket", url, said_first) as lines:
		assert next(lines) == "connected", client.user
		yield Ear(lines)


VISITOR = SimpleNamespace(user="Guest", session=SimpleNamespace(cookies={"sid": "Guest"}))
"""A guest, as far as a socket asks."""


def change(client: Client, name: str) -> None:
	"""Do what people do with a document, each of which is told to somebody."""
	named = {"doctype": SUMMARY, "name": name}
	about = {"reference_doctype": SUMMARY, "reference_name": name}
	told = {"content": f"{MARK}批注", "comment_email": client.user, "comment_by": client.user}
	for response in (
		client.call("frappe.desk.form.utils.add_comment", **about, **told),
		client.call("frappe.desk.doctype.tag.tag.add_tag", tag=MARK, dt=SUMMARY, dn=name),
		client.call("frappe.desk.like.toggle_like", **named, add="Yes"),
		upload(client, SUMMARY, name, f"{MARK}.txt", MARK.encode()),
	):
		assert response.ok, said(response)


def until_heard(ear: Ear, name: str, act: Callable[[], None]) -> None:
	"""Act again and again: a socket does not tell when it has been admitted, from when on it hears."""

	def heard() -> bool:
		act()
		return ear.has_heard(name)

	wait_for(heard, SECONDS, f"{name} was not heard", every=0.2)


def test_no_socket_hears_of_another_province(
	url: str, site: str, world: World, foreign: dict[str, str], sign_in: SignIn
) -> None:
	"""Each asks for one thing of its own last, and the test waits until it hears of that: the rest is answered."""
	summary, own = foreign[SUMMARY], world.summary(COUNTY)
	mine = ["doc_subscribe", SUMMARY, own]
	with ExitStack() as stack:
		ears = {
			user: stack.enter_context(
				listening(
					url,
					site,
					VISITOR if user == "Guest" else sign_in(user),
					[*subscriptions(foreign), mine],
				)
			)
			for user in LISTENERS
		}
		entitled = stack.enter_context(
			listening(url, site, sign_in(FOREIGN_APPROVER), [["doc_subscribe", SUMMARY, summary]])
		)
		for user in (REPORTER, CITY, APPROVER):
			until_heard(ears[user], own, lambda: _save(own))
		change(sign_in(FOREIGN_REPORTER), summary)
		_assign(sign_in(FOREIGN_APPROVER), summary)
		until_heard(entitled, summary, lambda: _save(summary))
		time.sleep(2)  # they must hear nothing, and nobody tells when nothing more is to come
	names = {name for name in foreign.values() if name != FOREIGN}
	secret = {MARK, *names, FOREIGN_APPROVER, FOREIGN_REPORTER, FOREIGN_DEPUTY}
	for user, ear in ears.items():
		events = [str(json.loads(line)) for line in ear.heard if line.startswith("{")]
		told = [event for event in events if any(each in event for each in secret)]
		assert told == [], user


def _save(name: str) -> None:
	frappe.db.rollback()
	document = frappe.get_doc(SUMMARY, name)
	document.notify_update()
	frappe.db.commit()


def _assign(client: Client, name: str) -> None:
	response = client.call(
		"frappe.desk.form.assign_to.add",
		doctype=SUMMARY,
		name=name,
		assign_to=json.dumps([FOREIGN_DEPUTY]),
	)
	assert response.ok, said(response)
