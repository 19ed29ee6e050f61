"""Browser profiles for tests: each is empty when a test takes it, but has the Desk's scripts in its cache.

To fetch and compile the scripts takes more than a quarter of the processor time of a first page. A new profile has to do
it, one that is used again does not.
"""

from __future__ import annotations

from collections import defaultdict

from playwright.sync_api import Browser, BrowserContext

HEIGHT, NARROW, HEIGHT_IF_NARROW = 900, 500, 844
PATIENCE = 40_000
"""Milliseconds that a test waits for something to appear. Only a failing test waits so long."""

STILL = """
(() => {
	const changed = (records) => {
		window.kepu_changed = performance.now();
		window.kepu_drawn = records?.[0].target.className;
	};
	const fetch = window.fetch;
	window.kepu_fetching = 0;
	window.fetch = (...request) => {
		window.kepu_fetching++;
		return fetch(...request).finally(() => {
			changed();
			window.kepu_fetching--;
		});
	};
	new MutationObserver(changed).observe(document, { subtree: true, childList: true, characterData: true });
	changed();
})();
"""
"""Notes in every page when it last changed and how many requests of ``fetch`` it waits for; see ``Desk.settle``."""


class Profiles:
	"""The profiles of a browser, by the width of their windows."""

	def __init__(self, browser: Browser) -> None:
		self._browser = browser
		self._idle: dict[int, list[BrowserContext]] = defaultdict(list)
		self._width: dict[BrowserContext, int] = {}

	def take(self, url: str, width: int) -> BrowserContext:
		"""Return a profile in which nobody is signed in and the site ``url`` has stored nothing."""
		context = self._idle[width].pop() if self._idle[width] else self._new(width)
		context.clear_cookies()
		page = context.new_page()
		session = context.new_cdp_session(page)
		session.send(
			"Storage.clearDataForOrigin",
			{"origin": url, "storageTypes": "cache_storage,indexeddb,local_storage,service_workers,websql"},
		)
		page.close()
		return context

	def give_back(self, context: BrowserContext) -> None:
		"""Close the profile's pages; another test may take it."""
		for page in context.pages:
			page.close()
		context.set_offline(False)
		context.unroute_all()
		self._idle[self._width[context]].append(context)

	def close(self) -> None:
		"""Close all of them."""
		for context in self._width:
			context.close()

	def _new(self, width: int) -> BrowserContext:
		height = HEIGHT_IF_NARROW if width < NARROW else HEIGHT
		context = self._browser.new_context(
			viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai"
		)
		context.set_default_timeout(PATIENCE)
		context.add_init_script(STILL)
		self._width[context] = width
		return context
