"""Content-Security-Policy of the Desk: only its own scripts run, so that unescaped text cannot (XSS).

Frappe and apps insert texts into pages as HTML in thousands of spots. Known ones that show user input are
escaped; this is the second layer, for unknown ones. The policy (CSP level 3) runs only the page's own scripts,
which carry a nonce. Event attributes such as ``onclick`` run only if Frappe's own code has them.
``unsafe-eval`` stays: Frappe compiles its templates and conditions.

A site where another app needs more for these users sets ``kepu_desk_policy`` to 0 in its configuration.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import re
import secrets
from collections.abc import Iterable
from pathlib import Path

import frappe
from frappe.utils import cint
from werkzeug.wrappers import Request, Response

from kepu_app.access.holders import FREE_ROLES
from kepu_app.access.roles import is_app_user
from kepu_app.utils import logs

_logger = logs.of(__name__)

HANDLERS = (
	"",
	"return false;",
	"cur_frm.reload_doc()",
	"frappe.utils.scroll_to(0)",
	"frappe.utils.scroll_page_to_top()",  # version 16
	# Menu of version 16.
	"return frappe.ui.toolbar.setup_session_defaults()",
	"return frappe.ui.toolbar.clear_cache()",
	"return frappe.ui.toolbar.toggle_full_width()",
	"return new frappe.ui.ThemeSwitcher().show()",
	"this.classList.add('btn-default')",
	"this.classList.remove('btn-default')",
	"localStorage.setItem('show_insights_banner', 'false') || this.parentElement.remove()",
)
"""Event attributes on Frappe's own Desk pages; the menu's are data, see ``_menu_handlers``."""

_PATH = re.compile(r"/\s*(?:app|desk)\s*(?:/.*)?", re.DOTALL)
_INLINE = re.compile(r'<script type="text/javascript">(?=\s*window\._version_number\b)')
_BUNDLE = re.compile(r'<script type="text/javascript" src="(?=/assets/)')

_ICONS = re.compile(
	r'<script type="text/javascript">(?=fetch\(`/assets/(?:[\w-]+/)*[\w.-]+\.svg\?v=\$\{window\._version_number\}`, '
	+ re.escape(
		'{credentials: "same-origin"}).then((r) => r.text()).then((svg) => {let c = document.getElementById("all-symbols"); '
		'c.insertAdjacentHTML("beforeend", svg);});</script>'
	)
	+ ")"
)
"""Script by which version 16 loads its icons: matches one of its own image files and nothing else."""

_PRELOADED = re.compile(r"</assets/[^<>]*>(?=;[^<]*\bas=script\b)")


def add_policy(response: Response | None = None, request: Request | None = None) -> None:
	"""Handle hook ``after_request``: set the policy on the Desk's page, and the nonce on its scripts."""
	if response is None or request is None or not _is_desk(response, request) or not _is_protected():
		return
	nonce = secrets.token_urlsafe(16)
	tag = f'<script nonce="{nonce}">'
	opening = f"{tag}{_early_script()}</script>{tag}"
	page, found = _INLINE.subn(lambda _: opening, response.get_data(as_text=True), count=1)
	if not found:
		_logger.error("The page of the Desk has no script of its own: no policy was set.")
		return
	page = _ICONS.sub(tag, page)
	response.set_data(_BUNDLE.sub(f'<script nonce="{nonce}" src="', page))
	if "Link" in response.headers:  # preloads need the nonce, too
		response.headers["Link"] = _PRELOADED.sub(rf'\g<0>; nonce="{nonce}"', response.headers["Link"])
	handlers = (*HANDLERS, *_menu_handlers())
	response.headers["Content-Security-Policy"] = policy(nonce, f"{request.host}/assets/", handlers)


def policy(nonce: str, assets: str, handlers: Iterable[str]) -> str:
	"""Return the header's value.

	Args:
		nonce: nonce of the page's scripts.
		assets: host and folder of the apps' own files, from which the code editor loads its parts.
		handlers: event attributes that may run.
	"""
	hashes = " ".join(sorted(f"'sha256-{_sha256(each)}'" for each in handlers))
	return "; ".join(
		(
			f"script-src 'nonce-{nonce}' {assets} 'unsafe-eval' 'unsafe-hashes' {hashes}",
			"worker-src 'self' blob:",
			"object-src 'self'",
			"base-uri 'none'",
			"form-action 'self'",
			"img-src 'self' data: blob:",
		)
	)


@functools.cache
def _early_script() -> str:
	"""Return the scripts that run before all others in the page."""
	folder = Path(frappe.get_app_path("kepu_app", "public", "js"))
	scripts = (folder / "desk" / "overrides.js", folder / "page_policy.js")
	return "\n".join(script.read_text(encoding="utf-8") for script in scripts)


def _is_desk(response: Response, request: Request) -> bool:
	"""Return whether this is the Desk's page. Its content decides, because Frappe finds it by many spellings of its
	address; the address alone shows that the page has changed."""
	if response.status_code != 200 or response.mimetype != "text/html" or response.direct_passthrough:
		return False
	return bool(_PATH.fullmatch(request.path) or _INLINE.search(response.get_data(as_text=True)))


def _is_protected() -> bool:
	"""Return whether the user is of the app or administers the site; other apps' pages may need what is blocked."""
	if not cint(frappe.conf.get("kepu_desk_policy", 1)):
		return False
	is_ruler = frappe.session.user == "Administrator" or bool(
		set(FREE_ROLES).intersection(frappe.get_roles())
	)
	return is_ruler or is_app_user()


def _menu_handlers() -> list[str]:
	settings = frappe.get_cached_doc("Navbar Settings")
	items = (*settings.settings_dropdown, *settings.help_dropdown)
	return [f"return {item.action}" for item in items if item.action]


def _sha256(text: str) -> str:
	return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
