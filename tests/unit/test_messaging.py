"""Addresses of group robots, and the texts that go to groups and mobile numbers."""

from __future__ import annotations

from datetime import date

import pytest

from kepu_app.core.errors import InputError
from kepu_app.core.messaging import texts
from kepu_app.core.messaging.addresses import Robot, Vendor, read_address
from kepu_app.core.messaging.texts import Fact

KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
WECOM = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"
DINGTALK = "https://oapi.dingtalk.com/robot/send?access_token=566cc69da782ec33"
FEISHU = f"https://open.feishu.cn/open-apis/bot/v2/hook/{KEY}"
SITE = "https://kepu.example.org.cn"
DEADLINE, TODAY = date(2026, 11, 30), date(2026, 11, 28)


@pytest.mark.parametrize(
	("address", "vendor", "url"),
	[
		(WECOM, Vendor.WECOM, f"wecombot://{KEY}/"),
		(f"  {WECOM}\n", Vendor.WECOM, f"wecombot://{KEY}/"),
		(DINGTALK, Vendor.DINGTALK, "dingtalk://566cc69da782ec33/"),
		(FEISHU, Vendor.FEISHU, f"feishu://{KEY}/"),
	],
)
def test_an_address_as_the_vendor_shows_it(address: str, vendor: Vendor, url: str) -> None:
	robot = read_address(address)
	assert (robot.vendor, robot.apprise_url) == (vendor, url)
	assert robot.server == address.strip().split("/cgi")[0].split("/robot")[0].split("/open-")[0]
	assert KEY not in repr(robot)


def test_a_signing_secret_of_dingtalk() -> None:
	assert read_address(DINGTALK, " SEC0123abcd ").apprise_url == "dingtalk://SEC0123abcd@566cc69da782ec33/"


@pytest.mark.parametrize(("address", "secret"), [(WECOM, "SEC0123abcd"), (DINGTALK, "SEC/../x")])
def test_a_secret_that_is_none(address: str, secret: str) -> None:
	with pytest.raises(InputError, match="加签密钥"):
		read_address(address, secret)


@pytest.mark.parametrize(
	"address",
	[
		"https://evil.example/cgi-bin/webhook/send?key=693a91f67xxx",
		"http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f67xxx",
		"https://qyapi.weixin.qq.com:8443/cgi-bin/webhook/send?key=693a91f67xxx",
		"https://user@qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f67xxx",
		"https://qyapi.weixin.qq.com@127.0.0.1/cgi-bin/webhook/send?key=693a91f67xxx",
		"https://qyapi.weixin.qq.com/cgi-bin/user/list?key=693a91f67xxx",
		"https://qyapi.weixin.qq.com/robot/send?access_token=693a91f67xxx",
		"https://open.feishu.cn/open-apis/bot/v2/hook/../../auth",
		"https://oapi.dingtalk.com/robot/send?access_token=a%20b",
		"http://169.254.169.254/latest/meta-data",
		"http://127.0.0.1:6379/",
		"https://[::1",
		"file:///etc/passwd",
		f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={'a' * 400}",
		"企业微信",
	],
)
def test_other_addresses_are_refused_and_the_three_named(address: str) -> None:
	with pytest.raises(InputError, match=r"企业微信.*钉钉.*飞书") as caught:
		read_address(address)
	assert "693a91f67xxx" not in str(caught.value)


def test_hosts_of_the_sites_configuration() -> None:
	address = f"http://127.0.0.1:8123/open-apis/bot/v2/hook/{KEY}"
	robot = read_address(address, more_hosts=("127.0.0.1:8123",))
	assert robot == Robot(Vendor.FEISHU, "http://127.0.0.1:8123", KEY)
	with pytest.raises(InputError):
		read_address(address.replace("8123", "8124"), more_hosts=("127.0.0.1:8123",))


@pytest.mark.parametrize(
	("day", "words"),
	[(28, "还有 2 天"), (30, "就在今天"), (31, "已逾期 1 天")],
	ids=["before", "on", "after"],
)
def test_what_is_awaited(day: int, words: str) -> None:
	today = date(2026, 11, day) if day < 31 else date(2026, 12, 1)
	assert (
		texts.awaited("河南省", 3, DEADLINE, today) == f"河南省：还有 3 个县未报送，截止 11月30日（{words}）"
	)


def test_results_are_counted_by_paper_and_state() -> None:
	facts = [
		Fact("Annual Summary", "Returned", "兰考县"),
		Fact("Annual Summary", "Approved", "新县"),
		Fact("Annual Summary", "Returned", "嵩县"),
		Fact("Typical Case", "Selected", "嵩县"),
	]
	assert texts.results_of("河南省", facts) == (
		"河南省：年度工作总结退回 2 件（兰考县、嵩县），年度工作总结审核通过 1 件（新县），典型案例入选 1 件。"
	)


def test_many_places_are_only_counted() -> None:
	facts = [Fact("Annual Summary", "Accepted", f"第{each}县") for each in range(6)]
	assert texts.results_of("河南省", facts) == "河南省：年度工作总结已被中国科协接收 6 件。"


def test_whose_case_or_speaker_it_is_is_not_said() -> None:
	for paper in ("Typical Case", "Speaker Nominee"):
		fact = Fact(paper, "Returned", "兰考县")
		assert "兰考" not in texts.results_of("河南省", [fact]) + texts.result_sms([fact], SITE)


@pytest.mark.parametrize("site", [SITE, "https://" + "very-long-name." * 6 + "cn"])
def test_a_text_message_is_one(site: str) -> None:
	longest = "积石山保安族东乡族撒拉族自治县"
	written = [
		texts.reminder_sms(120, DEADLINE, TODAY, site),
		texts.assessment_sms(120, DEADLINE, TODAY, site),
		texts.result_sms([Fact("Annual Summary", "Returned by CAST", longest)], site),
		texts.result_sms([Fact("Annual Summary", "Accepted", longest)] * 12, site),
		texts.test_sms(site),
	]
	for text in written:
		assert len(text) <= texts.LONGEST_SMS
		assert text.startswith("【科普示范县】")
		assert ("https://" in text) == text.endswith(site)


def test_a_message_of_a_robot_has_the_keyword_and_the_address() -> None:
	assert texts.robot_message(["甲", "乙"], SITE) == f"【科普示范县】甲\n乙\n{SITE}"
