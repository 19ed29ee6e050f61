"""A person at the site's HTTP endpoint, as the browser or another program would come in."""

from typing import Any

import frappe
import requests

SECONDS = 120  # the web server gives a request no more


class Client:
	"""The session of one signed-in user. Every method returns the plain response, errors included."""

	def __init__(self, url: str, user: str, password: str) -> None:
		self.url = url
		self.user = user
		self.session = requests.Session()
		self.session.headers["Accept"] = "application/json"
		self.has_opened_desk = False
		"""From then on Frappe asks for the token that the page of the Desk has."""
		response = self.call("login", usr=user, pwd=password)
		assert response.ok, f"{user} cannot sign in: {response.status_code} {response.text[:500]}"

	def has_session(self) -> bool:
		"""Whether the site still knows the session. The cache is asked, which no transaction holds back."""
		return bool(frappe.cache.hexists("session", self.session.cookies.get("sid")))

	def request(self, verb: str, path: str, **options: Any) -> requests.Response:
		"""Send one request; `options` are those of `requests`."""
		self.has_opened_desk |= path.startswith(("/app", "/desk"))
		return self.session.request(verb, f"{self.url}{path}", timeout=SECONDS, **options)

	def call(self, method: str, **arguments: Any) -> requests.Response:
		"""Call a whitelisted method by POST."""
		return self.request("POST", f"/api/method/{method}", json=arguments)

	def get(self, method: str, **arguments: Any) -> requests.Response:
		"""Call a whitelisted method by GET."""
		return self.request("GET", f"/api/method/{method}", params=arguments)

	def resource(self, verb: str, doctype: str, name: str = "", **options: Any) -> requests.Response:
		"""Reach a document, or without a name the list, by REST."""
		return self.request(verb, f"/api/resource/{doctype}" + (f"/{name}" if name else ""), **options)
