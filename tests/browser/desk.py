"""The Desk as a person uses it: forms, lists, steps of the workflow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import (
	BrowserContext,
	ConsoleMessage,
	Download,
	Locator,
	Page,
	Response,
	TimeoutError,
)

READY = """() => {
	if (!window.frappe?.boot || document.querySelector('#freeze, .freeze:not([style*="none"])')) return false;
	if (frappe.request?.ajax_count || window.kepu_fetching) return false;
	const [view, , name] = frappe.get_route?.() || [];
	// On a busy machine a page is still for a while before its form is begun; where a form is refused none comes.
	const is_drawn = frappe.container?.page && (view !== "Form" || window.cur_frm?.docname === name);
	return performance.now() - window.kepu_changed > (is_drawn ? 200 : 2000);
}"""
BUSY = """() => ({
	booted: Boolean(window.frappe?.boot),
	frozen: Boolean(document.querySelector('#freeze, .freeze:not([style*="none"])')),
	requests: window.frappe?.request?.ajax_count,
	fetching: window.kepu_fetching,
	still: performance.now() - window.kepu_changed,
	drawn: window.kepu_drawn,
})"""
UNMOVING = """() => document.getAnimations().every(
	(each) => each.playState !== "running" || each.effect.getComputedTiming().endTime === Infinity
)"""
FORM_READY = """name => window.cur_frm?.docname === name && cur_frm.$wrapper.is(':visible')"""
EXPECTED_MESSAGES = (
	"Failed to load resource",
	# Also told of a text that is parsed apart from the page, as the timeline does, and of which nothing could run.
	"Executing inline event handler violates",
)
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
		"""Wait until the page is loaded and not frozen, no request runs and nothing was drawn for a while."""
		self.page.wait_for_load_state("networkidle")
		try:
			self.page.wait_for_function(READY, polling=50)
		except TimeoutError as error:
			raise AssertionError(f"The page does not come to rest: {self.page.evaluate(BUSY)}") from error

	def rest(self) -> None:
		"""Wait until the page stands still and so does all that is on it."""
		self.settle()
		self.unmoving()

	def unmoving(self) -> None:
		"""Wait until nothing changes its colour or its place any more, as a window does that comes in."""
		self.page.wait_for_function(UNMOVING, polling=50)

	def answered(self) -> None:
		"""Wait until no request runs, though the page may be frozen, as it is behind an open row of a table."""
		self.page.wait_for_function("() => !frappe.request.ajax_count", polling=50)

	def choose(self, action: str) -> None:
		"""Choose a step of the workflow in a form, or what is to be done with what is ticked in a list."""
		self.page.locator(".actions-btn-group button").locator("visible=true").click()
		self.settle()  # a list asks first which steps there are
		items = self.page.locator(".actions-btn-group .dropdown-item").locator("visible=true")
		items.get_by_text(action, exact=True).click()

	def step(self, action: str, state: str) -> None:
		"""Take a step of the workflow that asks nothing, to this state."""
		self.choose(action)
		self.reaches(state)

	def reaches(self, state: str) -> None:
		"""Wait until the form shows this state."""
		pill = self.page.locator(".page-head .indicator-pill").locator("visible=true")
		pill.get_by_text(state, exact=True).wait_for()
		self.settle()

	def enter(self, fieldname: str, value: str) -> None:
		"""Type into a field of one line and leave it, though not by Tab, which opens the table behind it."""
		field = self.page.locator(f"input[data-fieldname={fieldname}]").locator("visible=true")
		field.fill(value)
		field.blur()

	def choose_link(self, fieldname: str, text: str) -> None:
		"""Choose a document in a link field."""
		self.page.locator(f"input[data-fieldname={fieldname}]").locator("visible=true").click()
		self.page.locator(".awesomplete [role=option]").filter(has_text=text).first.click()

	def save(self) -> None:
		"""Save the form."""
		self.page.keyboard.press("Control+s")
		self.page.wait_for_function("() => !cur_frm.is_dirty()")
		self.settle()

	def state(self) -> str:
		"""Return the document's state, as the form shows it."""
		return self.page.locator(".page-head .indicator-pill").locator("visible=true").inner_text().strip()

	def show_tab(self, label: str) -> None:
		"""Show a tab of the form."""
		self.page.locator(".form-tabs .nav-link").get_by_text(label, exact=True).click()

	def dialog(self) -> Locator:
		"""Return the window in front."""
		return self.page.locator(".modal.show").last

	def title(self) -> str:
		"""Return what stands at the head of the page, in Frappe 16 as the last of the breadcrumbs."""
		titles = ".page-head .title-text, .page-head .navbar-breadcrumbs li:last-child a"
		return self.page.locator(titles).locator("visible=true").last.inner_text()

	def message(self) -> Locator:
		"""Return the window with a message of the system."""
		return self.page.locator(".modal.show:has(.msgprint)")

	def refusal(self) -> Locator:
		"""Why a file was refused: a message of its own, or, from later releases of Frappe 15 on, beside the file in the upload window."""
		return self.page.locator(".modal.show .msgprint, .modal.show .alert-danger").locator("visible=true")

	def close_messages(self) -> None:
		"""Close the message in front and wait until it is gone."""
		message = self.message()
		message.locator(".btn-modal-close").click()
		message.wait_for(state="hidden")

	def call(self, method: str, **arguments: Any) -> Any:
		"""Call a whitelisted method as this user, from the page."""
		return self.page.evaluate("([method, args]) => frappe.xcall(method, args)", [method, arguments])

	def value(self, expression: str) -> Any:
		"""Return the value of a JavaScript expression in the page."""
		return self.page.evaluate(f"() => {expression}")

	def press(self, button: str, group: str = "") -> None:
		"""Press a button of the page's head, in a group of buttons or by itself."""
		head = self.page.locator(".page-head").locator("visible=true")
		if not group:
			head.get_by_role("button", name=button, exact=True).click()
			return
		item = head.locator(".dropdown-menu.show .dropdown-item").get_by_text(button, exact=True)
		for is_last in (False, False, True):
			head.locator(".inner-group-button").filter(has_text=group).locator("> button").click()
			try:
				item.click(timeout=20_000 if is_last else 3_000)
				return
			except TimeoutError:  # the form was drawn anew meanwhile, and its menus with it
				if is_last:
					raise

	def download(self, start: Callable[[], None]) -> Path:
		"""Return the file that comes when ``start`` has been done."""
		try:
			with self.page.expect_download() as coming:
				start()
		except TimeoutError as error:
			raise AssertionError(f"No file came. On the page: {self.shown()}") from error
		return _kept(coming.value)

	def shown(self) -> str:
		"""Return what windows in front say, or else where one is."""
		windows = self.page.locator(".modal.show").locator("visible=true").all_inner_texts()
		return " / ".join(windows) or self.page.url

	def upload(self, start: Callable[[], None], file: Path) -> None:
		"""Give a file to the upload window that opens when ``start`` has been done; it is taken."""
		self.offer(start, file).wait_for(state="detached")

	def offer(self, start: Callable[[], None], file: Path) -> Locator:
		"""Give a file to the upload window, which stays open when the file is refused."""
		start()
		window = self.page.locator(".modal.show:has(.file-upload-area)")
		with self.page.expect_file_chooser() as chooser:
			window.locator(".btn-file-upload").first.click()
		chooser.value.set_files(file)
		window.get_by_role("button", name="上传").last.click()
		return window

	def look(self, shots: Path, name: str) -> None:
		"""Keep pictures of the page on a wide and on a narrow screen; on neither it scrolls sideways."""
		for width, height in ((390, 844), (1280, 900)):
			self.page.set_viewport_size({"width": width, "height": height})
			self.rest()
			assert not self.scrolls_sideways(), f"{name} at {width} px"
			self.page.screenshot(path=shots / f"{name}-{width}.png")

	def scrolls_sideways(self) -> bool:
		"""Whether the page is wider than the screen."""
		return self.value("document.documentElement.scrollWidth > window.innerWidth")

	def _note(self, message: ConsoleMessage) -> None:
		if message.type == "error" and not any(each in message.text for each in EXPECTED_MESSAGES):
			self.errors.append(f"{self.page.url}: {message.text}")

	def _note_response(self, response: Response) -> None:
		if response.status >= 500 or (
			response.status == 404 and not any(e in response.url for e in EXPECTED)
		):
			self.errors.append(f"{response.status} {response.url}")


def slug(doctype: str) -> str:
	"""Return a DocType's part of the address."""
	return doctype.lower().replace(" ", "-")


def _kept(download: Download) -> Path:
	"""Return the file under its own name, beside the one that the browser will delete."""
	source = Path(download.path())
	target = source.with_name(f"{source.name}-{download.suggested_filename}")
	return Path(source.rename(target))
