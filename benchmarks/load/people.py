"""What people do on the last evening, for Locust. Knows nothing of Frappe's code, only of its addresses.

``KEPU_LOAD_CAST`` names a JSON file with who there is (see ``country.cast``). ``KEPU_LOAD_TOLD`` names the file
to which is written, at the end, what the people were told: hand-ins that were confirmed, refusals, errors.
"""

from __future__ import annotations

import json
import os
import random
import re
from collections import Counter
from itertools import cycle
from pathlib import Path
from typing import Any

import gevent
from locust import HttpUser, between, events, task
from locust.exception import StopUser
from locust.runners import STATE_STOPPED, STATE_STOPPING

CAST: dict[str, Any] = json.loads(Path(os.environ["KEPU_LOAD_CAST"]).read_text(encoding="utf-8"))
SUMMARY, APPLY = "Annual Summary", "frappe.model.workflow.apply_workflow"
SENTENCE = "全县举办科普活动，覆盖各乡镇，群众参与踊跃。"
LONGEST_SECTION = 600
"""Characters of a section from which on its text is typed anew."""
REASON = "第二部分的场次与自评不一致，请核对。"
TOKEN_HEADER = "X-Frappe-CSRF-Token"
TOKEN = re.compile(r'csrf_token = "(\w+)"')
EDITABLE = ("Draft", "Returned")
REFUSED = {
	"ChangedMeanwhileError",
	"TimestampMismatchError",
	"WorkflowTransitionError",
	"WorkflowPermissionError",
	"PermissionError",
}
"""What somebody may be told because another person was faster."""

told: dict[str, Any] = {
	"handed_in": [],
	"unknown": [],
	"refused": Counter(),
	"errors": Counter(),
	"requests": 0,
}
answered: set[str] = set()
awaited = set(CAST.get("until", ()))
turns = {kind: cycle(people) for kind, people in CAST.items() if isinstance(people, list) and people}


@events.quitting.add_listener
def write_what_was_told(environment: Any, **_facts: Any) -> None:
	path = os.environ.get("KEPU_LOAD_TOLD")
	if path:
		Path(path).write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")


class Person(HttpUser):
	"""Has the Desk open, or signs in and opens it, and reads before the next click."""

	abstract = True
	kind = ""
	wait_time = between(*CAST["pace"])
	connection_timeout = network_timeout = 60.0

	def on_start(self) -> None:
		self.me = next(turns[self.kind])
		self.has_asked_once = False
		self.client.headers["Accept"] = "application/json"
		if "sid" in self.me:
			self.client.cookies.set("sid", self.me["sid"])
			self.client.headers[TOKEN_HEADER] = self.me["token"]
		else:
			self.sign_in()

	def sign_in(self) -> None:
		login = {"usr": self.me["user"], "pwd": CAST["password"]}
		if self.call("login", "sign in", login) is None:
			raise StopUser
		self.open_desk()

	def open_desk(self) -> None:
		"""Open the page that holds the token without which no later call is answered."""
		name, wanted = "open the Desk", {"Accept": "text/html"}
		with self.client.get("/app", name=name, headers=wanted, catch_response=True) as response:
			if not self.judge(response, name):
				raise StopUser
			self.client.headers[TOKEN_HEADER] = TOKEN.search(response.text)[1]

	def call(self, method: str, name: str, data: dict[str, Any]) -> dict[str, Any] | None:
		"""Return the answer to a call; None when it was refused or failed, which is counted by its kind."""
		with self.client.post(f"/api/method/{method}", name=name, data=data, catch_response=True) as response:
			return response.json() if self.judge(response, name) else None

	def judge(self, response: Any, name: str) -> bool:
		"""Return whether another person was faster: such a refusal is an answer as good as any."""
		told["requests"] += 1
		if response.ok:
			self.note(name)
			return True
		kind = kind_of_error(response)
		if kind in REFUSED:
			told["refused"][f"{name}: {kind}"] += 1
			response.success()
		else:
			told["errors"][f"{name}: {response.status_code} {kind}"] += 1
			response.failure(f"{response.status_code} {kind}")
		return False

	@property
	def is_over(self) -> bool:
		"""The time is up: nobody begins anything more."""
		return self.environment.runner.state in (STATE_STOPPING, STATE_STOPPED)

	def note(self, name: str) -> None:
		"""End the run once everything that it waits for was answered."""
		before = len(awaited - answered)
		answered.add(name)
		if before and awaited <= answered:
			gevent.spawn(self.environment.runner.quit)

	def list_summaries(self, **filters: str) -> list[str]:
		fields = ("name", "modified", "county", "province", "words", "workflow_state", "title")
		arguments = {
			"doctype": SUMMARY,
			"fields": json.dumps([f"`tab{SUMMARY}`.`{field}`" for field in fields]),
			"filters": json.dumps([[SUMMARY, field, "=", value] for field, value in filters.items()]),
			"order_by": f"`tab{SUMMARY}`.`modified` desc",
			"start": 0,
			"page_length": 20,
			"view": "List",
		}
		found = self.call("frappe.desk.reportview.get", "list", arguments)
		return [row[0] for row in found["message"]["values"]] if found and found["message"] else []

	def open_form(self, name: str) -> dict[str, Any] | None:
		named = {"doctype": SUMMARY, "name": name}
		found = self.call("frappe.desk.form.load.getdoc", "open", named)
		if not found:
			return None
		doc = found["docs"][0]
		self.look_beside(doc)
		if not self.has_asked_once:
			self.ask_once(doc)
		return doc

	def look_beside(self, doc: dict[str, Any]) -> None:
		"""Ask what the Desk asks for whenever it shows a document: opened, saved, or moved by a step."""
		named = {"doctype": SUMMARY, "name": doc["name"]}
		self.call("kepu_app.review.api.form_facts", "facts of the form", named)

	def ask_once(self, doc: dict[str, Any]) -> None:
		"""Ask what the Desk asks for with the first form and then keeps."""
		self.has_asked_once = True
		self.call("kepu_app.review.api.cycle_facts", "facts of the cycle", {"cycle": doc["cycle"]})
		if doc.get("standard"):
			named = {"doctype": "Evaluation Standard", "name": doc["standard"]}
			self.call("frappe.desk.form.load.getdoc", "open the standard", named)

	def step(self, doc: dict[str, Any], action: str, **more: str) -> bool:
		"""Return a workflow's button: the whole document as it was seen."""
		answer = self.call(APPLY, action, {"doc": json.dumps(doc), "action": action, **more})
		return answer is not None

	def move(self, doc: dict[str, Any], action: str, **more: str) -> None:
		"""Take a step, and show the form as it shows the document then."""
		if self.step(doc, action, **more):
			self.look_beside(doc)


def kind_of_error(response: Any) -> str:
	"""Return the error's class; where the server tells more, its last line."""
	try:
		answer = response.json()
		kind = answer.get("exc_type") or "?"
		return kind if kind in REFUSED else answer.get("exception") or kind
	except ValueError:
		return (response.text or str(response.error or "no answer"))[:80]


class Reporter(Person):
	"""Opens the summary, types, saves every now and then, hands in; takes it back to mend it."""

	kind = "reporters"
	weight = 533

	@task
	def work(self) -> None:
		self.list_summaries()
		doc = self.open_form(self.me["summary"])
		if doc is None:
			return
		if doc["workflow_state"] in EDITABLE:
			self.write(doc)
		elif doc["workflow_state"] == "Pending Provincial Review" and random.random() < 0.3:
			self.move(doc, "Withdraw")

	def write(self, doc: dict[str, Any]) -> None:
		if doc["workflow_state"] == "Returned":
			named = {"doctype": SUMMARY, "name": doc["name"]}
			self.call("kepu_app.review.api.changes_since_return", "compare", named)
		for _turn in range(random.randint(1, 3)):
			self.wait()
			doc = None if self.is_over else self.save(doc)
			if doc is None:
				return
		self.hand_in(doc)

	def save(self, doc: dict[str, Any]) -> dict[str, Any] | None:
		for section in doc["sections"]:
			section["text"] = (section.get("text") or "")[:LONGEST_SECTION] + SENTENCE
		doc.update({"on_behalf_of": self.me["on_behalf_of"], "dated": CAST["today"], "__unsaved": 1})
		arguments = {"doc": json.dumps(doc), "action": "Save"}
		answer = self.call("frappe.desk.form.save.savedocs", "save", arguments)
		if not answer:
			return None
		self.look_beside(doc)
		return answer["docs"][0]

	def hand_in(self, doc: dict[str, Any]) -> None:
		"""Note whether a hand-in was confirmed, refused or left without an answer, also when the run ends meanwhile."""
		told["unknown"].append(doc["name"])
		before = sum(told["errors"].values())
		is_done = self.step(doc, "Submit for Review")
		if is_done:
			told["handed_in"].append(doc["name"])
		elif sum(told["errors"].values()) > before:
			return
		told["unknown"].remove(doc["name"])
		if is_done:
			self.look_beside(doc)


class Approver(Person):
	"""Lists what waits, reads, compares with what was returned, approves some and returns most."""

	kind = "approvers"
	weight = 64

	@task
	def work(self) -> None:
		names = self.list_summaries(workflow_state="Pending Provincial Review", province=self.me["province"])
		if not names:
			return
		doc = self.open_form(random.choice(names))
		if doc is None:
			return
		named = {"doctype": SUMMARY, "name": doc["name"]}
		self.call("kepu_app.review.api.changes_since_return", "compare", named)
		self.wait()
		if random.random() < 0.1:
			self.move(doc, "Approve")
		else:
			self.move(doc, "Return", reason=REASON)


class Officer(Person):
	"""Looks at the reports of the whole country."""

	kind = "officers"
	fixed_count = CAST["at_work"]["officers"]

	@task
	def report(self) -> None:
		name = random.choice(CAST["reports"])
		arguments = {"report_name": name, "filters": json.dumps({"cycle": CAST["year"]})}
		self.call("frappe.desk.query_report.run", "report", arguments)


class Builder(Person):
	"""Has a province's package built, over and over."""

	kind = "builders"
	fixed_count = CAST["at_work"]["builders"]

	@task
	def build(self) -> None:
		self.call("kepu_app.packages.api.build", "build a package", {"submission": self.me["submission"]})
