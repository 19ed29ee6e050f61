"""Steps by which documents for the browser tests are made on the site, with the people who take them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import frappe
from frappe.model.workflow import get_workflow
from frappe.utils import nowdate
from frappe.utils.password import update_password

from kepu_app.controllers.guarded_document import GuardedDocument
from kepu_app.controllers.intent import intend
from kepu_app.desk import tours
from kepu_app.review.actions import apply_workflow
from kepu_app.utils.doctypes import WORKFLOW_DOCTYPES
from tests.site.factories import acting_as
from tests.site.new_users import make_whole_user

CYCLE = "2024"
USERS = {
	"county": ("chen.xiaomai@kepu.test", "陈晓麦"),
	"other_county": ("fang.zhou@kepu.test", "方舟"),
	"city_county": ("ma.ruoyu@kepu.test", "马若瑜"),
	"city": ("luo.mingche@kepu.test", "罗明澈"),
	"province": ("cheng.xiaolan@kepu.test", "程晓岚"),
	"second_province": ("jiang.heng@kepu.test", "江衡"),
	"national": ("bu.xinran@kepu.test", "布欣然"),
	"administrator": ("guan.li@kepu.test", "管理"),
	"system_manager": ("xi.tong@kepu.test", "系统"),
	"small_county": ("lin.haiyan@kepu.test", "林海燕"),
	"small_city": ("wu.tianya@kepu.test", "吴天涯"),
	"small_province": ("fu.qionglin@kepu.test", "符琼林"),
	"small_second_province": ("mo.chunhua@kepu.test", "莫春华"),
}


def have_user(email: str, full_name: str, password: str, *roles: str) -> None:
	"""Make a user who has seen the tours of the forms; a test of their own shows them, and they would cover other pages."""
	if not frappe.db.exists("User", email):
		make_whole_user(email, first_name=full_name, language="zh")
	if roles:
		frappe.get_doc("User", email).add_roles(*roles)
	update_password(email, password)
	frappe.defaults.set_user_default(tours.SEEN, json.dumps(WORKFLOW_DOCTYPES), email)


def act(role: str, doctype: str, name: str, action: str, reason: str | None = None) -> None:
	"""One step of the workflow as that user."""
	with acting_as(USERS[role][0]):
		step(doctype, name, action, reason)


def step(doctype: str, name: str, action: str, reason: str | None = None) -> None:
	"""One step of the workflow as the session's user."""
	apply_workflow(frappe.get_doc(doctype, name).as_json(), action, reason)


def make_summary(county: str, signed: str, text: str, first: str | None = None) -> str:
	"""Make a complete draft with one text below each heading but ``first`` below the first; return its name."""
	headings = [row.heading for row in frappe.get_cached_doc("Reporting Cycle", CYCLE).headings]
	return make_summary_of(
		county, signed, dict.fromkeys(headings, text) | ({headings[0]: first} if first else {})
	)


def make_summary_of(county: str, signed: str, texts: dict[str, str]) -> str:
	"""Make a draft with these texts by heading; return its name."""
	doc = new("Annual Summary", cycle=CYCLE, county=county)
	doc.set("sections", [{"heading": heading, "text": text} for heading, text in texts.items()])
	doc.on_behalf_of, doc.dated = signed, nowdate()
	return insert_by_system(doc).name


def insert_by_system(doc: GuardedDocument) -> GuardedDocument:
	"""Return a document in the first state of its workflow, made by nobody."""
	intend(doc, by_system=True)
	doc.workflow_state = get_workflow(doc.doctype).states[0].state
	doc.set_place()
	return doc.insert()


def new(doctype: str, **values: Any) -> Any:
	"""Return a document with these values, not stored yet."""
	doc = frappe.new_doc(doctype)
	doc.update(values)
	return doc


def make_county(code: str, reporters: Iterable[str], **values: Any) -> None:
	"""Have a county with these roles' users as its reporters; one that is there gets the values."""
	doc = frappe.get_doc("County", code) if frappe.db.exists("County", code) else new("County", code=code)
	doc.update({"active": 1, **values})
	doc.set("users", [{"user": USERS[role][0]} for role in reporters])
	doc.save()


def assign(province: str, people: Iterable[tuple[str, str, str | None]], **values: Any) -> None:
	"""Give a province its people, each as role of the tests, role of the app and city."""
	doc = frappe.get_doc("Province", province)
	doc.update(values)
	doc.set("users", [{"user": USERS[role][0], "role": name, "city": city} for role, name, city in people])
	doc.save()
