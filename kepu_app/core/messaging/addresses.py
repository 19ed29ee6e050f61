"""Webhook addresses of group robots, as 企业微信, 钉钉 and 飞书 show them.

Hosts are an allow-list, the vendors' and those of a site's configuration (a private deployment). It prevents
server-side request forgery by a typed address.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import SplitResult, parse_qs, urlsplit

from kepu_app.core.errors import InputError


class Vendor(Enum):
	"""A robot's vendor; the value is Apprise's schema."""

	WECOM = "wecombot"
	DINGTALK = "dingtalk"
	FEISHU = "feishu"


@dataclass(frozen=True)
class _Form:
	"""The form of a vendor's addresses; without ``parameter`` the token is the end of the path."""

	name: str
	host: str
	path: str
	parameter: str
	token: re.Pattern[str]


FORMS = {
	Vendor.WECOM: _Form(
		"企业微信", "qyapi.weixin.qq.com", "/cgi-bin/webhook/send", "key", re.compile(r"[A-Za-z0-9_-]{8,80}")
	),
	Vendor.DINGTALK: _Form(
		"钉钉", "oapi.dingtalk.com", "/robot/send", "access_token", re.compile(r"[A-Za-z0-9]{8,128}")
	),
	Vendor.FEISHU: _Form(
		"飞书", "open.feishu.cn", "/open-apis/bot/v2/hook/", "", re.compile(r"[A-Za-z0-9_-]{8,80}")
	),
}
LONGEST_ADDRESS = 300
_SECRET = re.compile(r"[A-Za-z0-9]{8,128}")


@dataclass(frozen=True)
class Robot:
	"""A robot in a group; ``server`` is ``https://`` and the host. Token and secret are never shown."""

	vendor: Vendor
	server: str
	token: str = field(repr=False)
	secret: str = field(default="", repr=False)

	@property
	def vendor_name(self) -> str:
		"""企业微信, 钉钉 or 飞书."""
		return FORMS[self.vendor].name

	@property
	def apprise_url(self) -> str:
		"""The address in Apprise's form: ``wecombot://…``, ``dingtalk://…``, ``feishu://…``."""
		secret = f"{self.secret}@" if self.secret else ""
		return f"{self.vendor.value}://{secret}{self.token}/"


def read_address(address: str, secret: str = "", more_hosts: Collection[str] = ()) -> Robot:
	"""Parse a robot's address.

	Args:
		address: the whole webhook address.
		secret: of a robot of 钉钉 with 加签; blank for the others.
		more_hosts: allowed hosts besides the vendors', with their ports if any; ``http`` is allowed too.

	Raises:
		InputError: it is no such address, or its host is not allowed.
	"""
	parts = _split(address.strip())
	if not _is_known(parts, more_hosts):
		raise _refusal("群机器人的地址")
	for vendor, form in FORMS.items():
		is_its_own = parts.netloc in more_hosts or parts.hostname == form.host
		token = _token(parts, form) if is_its_own else ""
		if token:
			return Robot(vendor, f"{parts.scheme}://{parts.netloc}", token, _checked_secret(secret, vendor))
	raise _refusal("群机器人的完整地址")


def _split(address: str) -> SplitResult:
	if len(address) > LONGEST_ADDRESS:
		raise _refusal("群机器人的地址")
	try:
		return urlsplit(address)
	except ValueError as error:
		raise _refusal("群机器人的地址") from error


def _is_known(parts: SplitResult, more_hosts: Collection[str]) -> bool:
	if parts.netloc and parts.netloc in more_hosts:
		return parts.scheme in ("http", "https")
	return parts.scheme == "https" and parts.netloc in {each.host for each in FORMS.values()}


def _token(parts: SplitResult, form: _Form) -> str:
	if form.parameter:
		values = parse_qs(parts.query).get(form.parameter, [""]) if parts.path == form.path else [""]
		token = values[0]
	else:
		token = parts.path.removeprefix(form.path).rstrip("/") if parts.path.startswith(form.path) else ""
	return token if form.token.fullmatch(token) else ""


def _checked_secret(secret: str, vendor: Vendor) -> str:
	secret = secret.strip()
	if secret and vendor is not Vendor.DINGTALK:
		raise InputError(
			"只有钉钉的群机器人填写加签密钥；企业微信和飞书的请留空，飞书改用“自定义关键词”。",
			code="messaging.secret_not_taken",
		)
	if secret and not _SECRET.fullmatch(secret):
		raise InputError("加签密钥只有字母和数字，以SEC开头，请整段复制。", code="messaging.secret_invalid")
	return secret


def _refusal(what: str) -> InputError:
	"""Return an error without the address, which is a secret: it allows writing to the group."""
	shapes = "；".join(f"{each.name} https://{each.host}{each.path}" for each in FORMS.values())
	return InputError(
		f"这不是{what}。只接受企业微信、钉钉、飞书群机器人的Webhook地址，请从群里整段复制：{shapes}。",
		code="messaging.address_unknown",
	)
