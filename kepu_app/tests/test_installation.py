"""Check that a site is complete and its gate closed. Plain ``unittest``: Frappe 15's and 16's test cases differ."""

from __future__ import annotations

import json
import unittest
from pathlib import Path
from typing import Any

import frappe
from frappe.auth import validate_auth_via_hooks
from frappe.model.workflow import get_workflow_name
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

import kepu_app
from kepu_app.core.defaults import DEFAULT_CYCLE, load_cycle
from kepu_app.core.model import AnnualSummary, SummarySection
from kepu_app.core.rules import check_summary
from kepu_app.mappers.records import summary_model
from kepu_app.overrides import replaced
from kepu_app.overrides.registry import READ_FOR, REPLACED
from kepu_app.setup.seed import SEED

APP = Path(kepu_app.__file__).parent
THE_REST = "kepu_app: these were quick checks of the site. All other tests run by `make test` in {0}"
LISTED, NOT_LISTED = "frappe.client.get_count", "frappe.desk.treeview.get_all_nodes"


def tearDownModule() -> None:
	"""Print how to run the other tests."""
	print("\n" + THE_REST.format(APP.resolve().parent))


class TestInstallation(unittest.TestCase):
	"""The installation is complete, as seen by the Administrator."""

	def setUp(self) -> None:
		frappe.set_user("Administrator")
		self.addCleanup(frappe.set_user, "Administrator")
		self.addCleanup(frappe.db.rollback)

	def test_every_doctype_is_there_with_its_table(self) -> None:
		doctypes = _doctypes_of_the_app()
		self.assertTrue(doctypes)
		for name, is_single in doctypes.items():
			with self.subTest(doctype=name):
				self.assertTrue(frappe.db.exists("DocType", name))
				self.assertTrue(is_single or frappe.db.table_exists(name, cached=False))

	def test_each_document_with_a_workflow_has_an_active_one(self) -> None:
		doctypes = [each["document_type"] for each in _read(SEED / "workflows.json")]
		self.assertTrue(doctypes)
		for doctype in doctypes:
			with self.subTest(doctype=doctype):
				name = get_workflow_name(doctype)
				self.assertTrue(name, "no workflow is active")
				self.assertTrue(frappe.get_doc("Workflow", name).transitions)

	def test_every_function_that_is_replaced_was_found(self) -> None:
		version = int(frappe.__version__.split(".")[0])
		self.assertIn(version, READ_FOR)
		replaced.install()  # raises TargetGone
		for path in (path for path, each in REPLACED.items() if version in each.versions):
			with self.subTest(path=path):
				holder, name = replaced._holder_of(path)
				self.assertTrue(hasattr(getattr(holder, name), "replaced_by_kepu_app"))

	def test_a_rule_says_the_same_of_a_document_as_of_the_cores_model(self) -> None:
		cycle = load_cycle(DEFAULT_CYCLE)
		texts = {heading.text: "字" for heading in cycle.headings}
		texts[cycle.headings[0].text] = "字" * cycle.limits.summary
		rows = [{"heading": heading, "text": text} for heading, text in texts.items()]
		doc = frappe.get_doc({"doctype": "Annual Summary", "county": "341302", "sections": rows})
		plain = AnnualSummary("341302", tuple(SummarySection(*each) for each in texts.items()))
		told = check_summary(cycle, summary_model(doc, doc.sections, ()))
		self.assertEqual(told, check_summary(cycle, plain))
		self.assertIn("summary.too_long", [each.code for each in told])


class TestGate(unittest.TestCase):
	"""The allow-list of endpoints binds a user without any role."""

	def setUp(self) -> None:
		self.user = f"kepu-check-{frappe.generate_hash(length=10)}@kepu.invalid"
		user = frappe.get_doc(doctype="User", name=self.user, email=self.user, first_name="检查", enabled=1)
		user.db_insert()  # without a mail, a contact and other side effects; rolled back below
		self.addCleanup(frappe.clear_cache, user=self.user)
		self.addCleanup(frappe.db.rollback)
		self.addCleanup(_forget_request)
		self.addCleanup(frappe.set_user, "Administrator")

	def test_what_is_not_listed_is_refused(self) -> None:
		with self.assertRaises(frappe.PermissionError):
			_ask(self.user, NOT_LISTED)

	def test_what_is_listed_passes(self) -> None:
		_ask(self.user, LISTED)
		self.assertEqual(frappe.local.kepu_call.target, LISTED)


def _doctypes_of_the_app() -> dict[str, bool]:
	"""Return whether each DocType is a single one, by name, from the app's own files."""
	files = sorted(APP.glob("kepu/doctype/*/*.json"))
	return {each["name"]: bool(each.get("issingle")) for each in map(_read, files)}


def _read(file: Path) -> Any:
	return json.loads(file.read_text(encoding="utf-8"))


def _ask(user: str, method: str) -> None:
	"""Begin a request as Frappe does, up to its authentication; the endpoint is not run."""
	frappe.set_user(user)
	frappe.local.request = Request(EnvironBuilder(path=f"/api/method/{method}", method="GET").get_environ())
	frappe.local.form_dict = frappe._dict()
	validate_auth_via_hooks()


def _forget_request() -> None:
	for name in ("request", "kepu_call", "kepu_refused"):
		if hasattr(frappe.local, name):
			delattr(frappe.local, name)
