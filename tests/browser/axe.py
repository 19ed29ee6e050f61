"""What axe-core finds on a page.

Frappe has problems of its own on every page. A problem is the app's if its node stands inside what the app
draws: an element with a class ``kepu-…`` of its own.
"""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe

from tests.browser.desk import Desk

SERIOUS = ("serious", "critical")
DRAWN_BY_APP = """
target => {
	const node = document.querySelector(target);
	const marks = ["kepu-list", "kepu-report", "kepu-tall", "kepu-area"];  // classes on Frappe's own elements
	for (let each = node; each; each = each.parentElement) {
		if ([...each.classList].some((name) => name.startsWith("kepu-") && !marks.includes(name))) return true;
	}
	// What stands in a report's cells is ours; the boxes to tick and to filter by are of the table's library.
	return node?.tagName !== "INPUT" && Boolean(node?.closest(".kepu-report .dt-cell__content > *"));
}"""


def own_problems(desk: Desk) -> list[str]:
	"""Return what axe-core calls serious and the app has drawn, in words."""
	found = Axe().run(desk.page).response["violations"]
	return [
		f"{violation['id']}: {node['target'][-1]} {node['html'][:300]}"
		for violation in found
		if violation["impact"] in SERIOUS
		for node in violation["nodes"]
		if desk.page.evaluate(DRAWN_BY_APP, node["target"][-1])
	]
