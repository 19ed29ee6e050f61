"""Apprise's plugins for the three vendors, with checked responses. Imported only for sending.

All three servers answer 200 to a message that they refuse (a removed robot, a missing keyword), with the reason
as JSON. Apprise does not always parse it, and double-escapes the signature for 钉钉. The plugins' URLs, tokens,
signatures and timeouts are used.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import requests
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot
from frappe import _

from kepu_app.core.messaging.addresses import FORMS, Robot, Vendor
from kepu_app.exceptions import NotTakenError

SECONDS = 5
"""Timeout for the connection, and again for the response."""

LONGEST_REASON = 140


class _Answered:
	"""Send as the plugin does, to the URL's server, and raise unless the message was accepted."""

	robot: Robot
	request_timeout: Any

	def send(self, body: str, title: str = "", notify_type: Any = None, **kwargs: Any) -> bool:
		"""Send the message; called by Apprise.

		Raises:
			NotTakenError: the server refused the message, or timed out.
		"""
		form = FORMS[self.robot.vendor]
		url = f"{self.robot.server}{form.path}" + ("" if form.parameter else self.robot.token)
		query = {form.parameter: self.robot.token} if form.parameter else {}
		try:
			response = requests.post(
				url,
				params=query | self.signature(),
				json=self.payload(body),
				timeout=self.request_timeout,
				allow_redirects=False,
			)
		except requests.RequestException as error:
			# Its text would disclose the URL, by which anybody could post to the group.
			raise NotTakenError(
				_("The server did not answer in time ({0}).").format(type(error).__name__)
			) from None
		_check(response)
		return True

	def payload(self, body: str) -> dict[str, Any]:
		return {"msgtype": "text", "text": {"content": body}}

	def signature(self) -> dict[str, str]:
		return {}


class _WeCom(_Answered, NotifyWeComBot):
	pass


class _DingTalk(_Answered, NotifyDingTalk):
	def signature(self) -> dict[str, str]:
		if not self.secret:
			return {}
		timestamp, sign = self.get_signature()
		return {"timestamp": timestamp, "sign": unquote(sign)}


class _Feishu(_Answered, NotifyFeishu):
	def payload(self, body: str) -> dict[str, Any]:
		return {"msg_type": "text", "content": {"text": body}}


PLUGINS: dict[Vendor, Any] = {Vendor.WECOM: _WeCom, Vendor.DINGTALK: _DingTalk, Vendor.FEISHU: _Feishu}


def plugin_of(robot: Robot) -> Any:
	"""Return Apprise's plugin for a robot; ``notify(body=…)`` sends."""
	plugin_class = PLUGINS[robot.vendor]
	options = f"?cto={SECONDS}&rto={SECONDS}"
	plugin = plugin_class(**plugin_class.parse_url(robot.apprise_url + options))
	plugin.robot = robot
	return plugin


def _check(response: requests.Response) -> None:
	if response.status_code != requests.codes.ok:
		raise NotTakenError(_("The server answered {0}.").format(f"HTTP {response.status_code}"))
	try:
		answer = response.json()
	except ValueError:
		raise NotTakenError(_("The answer of the server is none that is known.")) from None
	code = answer.get("errcode", answer.get("code")) if isinstance(answer, dict) else None
	if code != 0:
		words = answer.get("errmsg", answer.get("msg")) if isinstance(answer, dict) else ""
		said = f"{code} {words or ''}".strip()[:LONGEST_REASON]
		raise NotTakenError(_("The server refused the message: {0}").format(said))
