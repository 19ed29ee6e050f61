"""A text that a page shows unescaped runs nothing; what the Desk itself runs goes on working."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.desk import Desk

HOSTILE = (
	"""<img src="/assets/none.png" onerror="window.stolen = 1">""",
	"""<svg onload="window.stolen = 1"></svg>""",
	"""<script>window.stolen = 1</script>""",
	"""<script src="/assets/kepu_app/none.js" onerror="window.stolen = 1"></script>""",
	"""<iframe srcdoc="<script>parent.stolen = 1</script>"></iframe>""",
	"""<iframe src="javascript:parent.stolen = 1"></iframe>""",
	"""<details open ontoggle="window.stolen = 1">x</details>""",
	"""<style>@keyframes a {}</style><b style="animation: a 1s" onanimationstart="window.stolen = 1">x</b>""",
	"""<a id="kepu-hostile" href="javascript:window.stolen = 1">x</a>""",
)


class TestPagePolicy:
	@pytest.fixture
	def desk(self, desk_of: Callable[[str], Desk]) -> Desk:
		desk = desk_of("province")
		if "/app" not in desk.page.url:
			desk.go("")
		return desk

	@pytest.mark.parametrize("html", HOSTILE)
	def test_nothing_runs_that_a_text_brings(self, desk: Desk, html: str) -> None:
		told: list[str] = []
		desk.page.on("console", lambda message: told.append(message.text))
		desk.page.evaluate("html => { $('<div>').appendTo('body').html(html); }", html)
		desk.page.evaluate("html => { document.body.insertAdjacentHTML('beforeend', html); }", html)
		desk.page.evaluate("() => document.querySelector('#kepu-hostile')?.click()")
		desk.page.wait_for_timeout(400)  # nothing may run, nor when a picture fails
		assert desk.value("window.stolen") is None
		assert any("Content Security Policy" in each for each in told), "the browser says what it refused"
		desk.errors.clear()

	def test_a_picture_from_elsewhere_is_not_fetched(self, desk: Desk) -> None:
		refused: list[str] = []
		desk.page.on("requestfailed", lambda request: refused.append(f"{request.url} {request.failure}"))
		with desk.page.expect_event("requestfailed"):
			desk.page.evaluate("() => { $('body').append(`<img src='http://127.0.0.1:9/who-reads.png'>`); }")
		assert refused == ["http://127.0.0.1:9/who-reads.png csp"]
		desk.errors.clear()

	def test_the_choices_of_a_select_are_text(self, desk: Desk) -> None:
		labels: Any = desk.page.evaluate(
			"""() => {
				const names = ["<i>甲</i> & 乙", { value: "2", label: "<b>丙</b>" }, "Draft"];
				return $("<select>").add_options(names).find("option").toArray().map((each) => each.textContent);
			}"""
		)
		assert labels == ["<i>甲</i> & 乙", "<b>丙</b>", "草稿"]

	def test_the_desk_runs_what_is_its_own(self, desk: Desk) -> None:
		"""Code that is fetched later, the menu's attributes, templates."""
		assert desk.page.evaluate("() => { frappe.dom.eval('window.own = 7'); return window.own; }") == 7
		desk.page.evaluate(
			"() => frappe.create_shadow_element($('<div id=kepu-block>').appendTo('body').get(0), '<b>x</b>', '', 'window.block = root_element.textContent')"
		)
		assert "x" in desk.value("window.block")
		desk.page.locator(".dropdown-navbar-user > button").click()
		menu = desk.page.locator("#toolbar-user .dropdown-item:visible")
		if menu.filter(has_text="主题").count():
			menu.filter(has_text="主题").click()
			desk.dialog().wait_for()
		else:  # Frappe 16 has the themes in another menu
			menu.filter(has_text="用户设置").click()
			desk.page.wait_for_url("**/user/**")
		assert not desk.errors

	@pytest.mark.parametrize("name", ["new", "for", "try", "var"])
	def test_a_counter_of_a_template_is_called_by_no_word_of_the_language(
		self, desk: Desk, name: str
	) -> None:
		"""Frappe draws the names of its loops' counters by lot."""
		drawn = desk.page.evaluate(
			"""name => {
				const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
				const { random } = Math;
				const rigged = [...name].map((letter) => (letters.indexOf(letter) + 0.5) / letters.length);
				Math.random = () => rigged.shift() ?? random();
				try {
					return frappe.render_template(`{% for each in list %}{{ each }}{% endfor %} ${name}`, { list: [1, 2] });
				} finally {
					Math.random = random;
				}
			}""",
			name,
		)
		assert drawn == f"12 {name}"
