"""The Desk as a person uses it: forms, lists, steps of the workflow."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Response

READY = """() => window.frappe?.boot && !document.querySelector('#freeze, .freeze:not([style*="none"])')
	&& !window.frappe.request?.ajax_count"""
FORM_READY = """name => window.cur_frm?.docname === name && cur_frm.$wrapper.is(':visible')"""
EXPECTED = ("/socket.io/",)
"""Addresses that a bare web server does not serve: pushed updates come through the front server."""


class Desk:
	"""One person's Desk; ``page`` is the page in use, ``errors`` what its console complained about."""

	def __init__(self, context: BrowserContext, url: str) -> None:
		self.context = context
		self.url = url
		self.errors: list[str] = []
		self.page = self.new_page()

	def new_page(self) -> Page:
		"""Another page of the same browser profile, as after closing and opening the browser."""
		self.page = self.context.new_page()
		self.page.on("console", self._note)
		self.page.on("pageerror", lambda error: self.errors.append(f"{self.page.url}: {error}"))
		self.page.on("response", self._note_response)
		return self.page

	def go(self, path: str) -> Page:
		"""Open a path below /app and wait until it stands still."""
		self.page.goto(f"{self.url}/app/{path}")
		self.settle()
		return self.page

	def open_form(self, doctype: str, name: str) -> Page:
		"""Open a document's form and wait until its guide and history are there."""
		self.go(f"{slug(doctype)}/{name}")
		self.page.wait_for_function(FORM_READY, arg=name)
		self.settle()
		return self.page

	def settle(self) -> None:
		"""Wait until no request runs and the page is not frozen."""
		self.page.wait_for_function(READY)
		self.page.wait_for_load_state("networkidle")
		self.page.wait_for_timeout(150)

	def choose(self, action: str) -> None:
		"""Choose a step of the workflow."""
		self.page.locator(".actions-btn-group button").locator("visible=true").click()
		self.page.locator(".actions-btn-group .dropdown-item").get_by_text(action, exact=True).click()

	def save(self) -> None:
		"""Save the form."""
		self.page.keyboard.press("Control+s")
		self.page.wait_for_function("() => !cur_frm.is_dirty()")
		self.settle()

	def state(self) -> str:
		"""The document's state, as the form shows it."""
		return self.page.locator(".page-head .indicator-pill").locator("visible=true").inner_text().strip()

	def show_tab(self, label: str) -> None:
		"""Show a tab of the form."""
		self.page.locator(".form-tabs .nav-link").get_by_text(label, exact=True).click()

	def dialog(self) -> Locator:
		"""The window in front."""
		return self.page.locator(".modal.show").last

	def call(self, method: str, **arguments: Any) -> Any:
		"""Call a whitelisted method as this user, from the page."""
		return self.page.evaluate("([method, args]) => frappe.xcall(method, args)", [method, arguments])

	def value(self, expression: str) -> Any:
		"""The value of a JavaScript expression in the page."""
		return self.page.evaluate(f"() => {expression}")

	def scrolls_sideways(self) -> bool:
		"""Whether the page is wider than the screen."""
		return self.value("document.documentElement.scrollWidth > window.innerWidth")

	def _note(self, message: ConsoleMessage) -> None:
		if message.type == "error" and "Failed to load resource" not in message.text:
			self.errors.append(f"{self.page.url}: {message.text}")

	def _note_response(self, response: Response) -> None:
		if response.status >= 500 or (
			response.status == 404 and not any(e in response.url for e in EXPECTED)
		):
			self.errors.append(f"{response.status} {response.url}")


def slug(doctype: str) -> str:
	"""A DocType's part of the address."""
	return doctype.lower().replace(" ", "-")
