"""What the app replaces of Frappe's scripts is in its place, and what is gone from Frappe is told of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Route, expect

from tests.browser.desk import Desk
from tests.declared_overrides import declared

SignIn = Callable[..., Desk]
SUMMARY = "Annual Summary"
ELSEWHERE = "本系统与当前的基础框架版本不相符"
GONE = (
	"""path => kepu.override(path, { reason: "is a test" }, () => { throw new Error("is never called"); })"""
)


def test_everything_declared_is_in_its_place(sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("province")
	name = data["documents"]["submission"]
	desk.open_form("Provincial Submission", name)
	desk.page.evaluate("() => frappe.require('file_uploader.bundle.js')")
	desk.page.evaluate("() => frappe.set_route('query-report', 'Year to Year')")
	desk.settle()
	desk.page.evaluate("name => frappe.set_route('print', 'Provincial Submission', name)", name)
	desk.page.wait_for_function("() => frappe.ui.form.PrintView")
	desk.settle()
	found = {
		(each["target"], each["reason"]): (each["state"], tuple(each["versions"]))
		for each in desk.value("kepu.overrides")
	}
	version = int(desk.value("frappe.boot.versions.frappe").split(".")[0])
	wanted = {(each.target, each.reason): each.versions for each in declared()}
	assert found.keys() == wanted.keys()
	for declaration, versions in wanted.items():
		state, told = found[declaration]
		assert told == versions, declaration
		assert state == "applied" or (version not in versions and state == "not needed"), declaration


def test_what_is_gone_is_told_and_the_rest_goes_on(sign_in: SignIn) -> None:
	desk = sign_in("province")

	def without(route: Route) -> None:
		script = route.fetch()
		route.fulfill(response=script, body=f"delete frappe.link_search;\n{script.text()}")

	desk.page.route("**/kepu.bundle.*.js", without)
	desk.page.goto(f"{desk.url}/app/annual-summary")
	told = desk.page.locator(".modal.show", has_text=ELSEWHERE)
	told.wait_for()
	assert told.locator("li").all_inner_texts() == ["frappe.link_search"]
	desk.page.locator(".list-row-container").first.wait_for()
	expect(told).to_be_visible()
	states = desk.value("Object.fromEntries(kepu.overrides.map(({ target, state }) => [target, state]))")
	assert [target for target, state in states.items() if state == "gone"] == ["frappe.link_search"]
	assert states["frappe.render_template"] == "applied", "what comes after it is replaced all the same"
	[error] = desk.errors
	assert "has no frappe.link_search, which kepu_app replaces, since it puts what was typed" in error
	desk.errors.clear()


def test_what_goes_later_is_told_too(sign_in: SignIn) -> None:
	desk = sign_in("province")
	desk.go("annual-summary")
	desk.page.evaluate(GONE, "frappe.views.NoView.prototype.render")
	told = desk.page.locator(".modal.show", has_text=ELSEWHERE)
	expect(told.locator("li")).to_have_text(["frappe.views.NoView.prototype.render"])
	desk.page.evaluate(GONE, "frappe.boot")
	expect(told.locator("li")).to_have_text(["frappe.views.NoView.prototype.render", "frappe.boot"])
	assert len(desk.errors) == 2
	desk.errors.clear()


def test_what_a_version_never_had_is_not_missed(sign_in: SignIn) -> None:
	desk = sign_in("province")
	desk.go("annual-summary")
	state = desk.value(
		"(kepu.override('frappe.never', { reason: 'is a test', versions: [] }, () => null), kepu.overrides.at(-1).state)"
	)
	assert state == "not needed"
	assert not desk.errors


def test_an_object_is_changed_once_for_one_reason(sign_in: SignIn) -> None:
	desk = sign_in("province")
	desk.go("annual-summary")
	given = desk.page.evaluate(
		"""() => {
			const page = { name: "甲", add(number) { return this.name + number; } };
			const twice = function (add, number) { return add.call(this, 2 * number); };
			for (const reason of ["is a test", "is a test", "is another"]) kepu.override([page, "Page.add"], { reason }, twice);
			return page.add(3);
		}"""
	)
	assert given == "甲12"
