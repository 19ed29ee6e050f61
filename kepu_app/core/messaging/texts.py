"""Texts of robots and text messages: counts, divisions, states, days, the site's address; no personal data.

Every message begins with ``KEYWORD``, which 钉钉 and 飞书 can require (自定义关键词).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

KEYWORD = "科普示范县"
LONGEST_SMS = 70
"""Characters of one text message; a longer one is sent, and paid for, as two."""

MOST_PLACES = 5
"""Maximum divisions that are named; of more, only the number is given."""

PAPERS = {
	"Annual Summary": "年度工作总结",
	"Typical Case": "典型案例",
	"Speaker Nominee": "宣讲团人选",
	"Provincial Submission": "省级汇总材料",
}
RESULTS = {
	"Returned": "退回",
	"Returned by CAST": "被中国科协退回",
	"Approved": "审核通过",
	"Selected": "入选",
	"Nominated": "确定推荐",
	"Accepted": "已被中国科协接收",
	"Sent": "已报送",
}
"""The result of a paper by state; other states are no result."""

NAMED = ("Annual Summary", "Provincial Submission")
"""Papers whose county or province is named; a case or a speaker could identify a person."""


@dataclass(frozen=True)
class Fact:
	"""One paper that reached a state, and its county or province."""

	paper: str
	state: str
	place: str = ""


def awaited(province: str, counties: int, deadline: date, today: date) -> str:
	"""Return 河南省：还有 3 个县未报送，截止 11月30日（还有 2 天）"""
	return f"{province}：还有 {counties} 个县未报送，{_until(deadline, today)}"


def asked_for(province: str, counties: int, deadline: date, today: date) -> str:
	"""Report a reminder that was sent by hand to some of the counties."""
	return f"{province}：已提醒 {counties} 个县报送，{_until(deadline, today)}"


def awaited_of_province(province: str, deadline: date, today: date) -> str:
	"""Remind of a province's own submission."""
	return f"{province}：省级汇总材料尚未报送，{_until(deadline, today)}"


def awaited_in_country(counties: int, provinces: int, deadline: date, today: date) -> str:
	"""Remind CAST's own group."""
	return f"全国：还有 {counties} 个县、{provinces} 个省未报送，省级{_until(deadline, today)}"


def robot_message(lines: Iterable[str], site: str) -> str:
	"""Join one or several lines to a message."""
	return f"【{KEYWORD}】" + "\n".join([*lines, site])


def results_of(place: str, facts: Sequence[Fact]) -> str:
	"""Count the results of papers by kind and state: 河南省：年度工作总结退回 1 件（兰考县）"""
	return f"{place}：" + "，".join(_counted(facts)) + "。"


def test_message(place: str) -> str:
	"""Return the message that confirms an address."""
	return f"{place}：这是一条测试消息，收到即表示设置正确。"


def reminder_sms(papers: int, deadline: date, today: date, site: str) -> str:
	"""Remind one person of the number of papers to file."""
	return _short(f"您有 {papers} 项材料待报送，{_until(deadline, today)}，请登录办理", site)


def assessment_sms(subjects: int, deadline: date, today: date, site: str) -> str:
	"""Remind one assessor."""
	return _short(f"您有 {subjects} 项评审待完成，{_until(deadline, today)}，请登录办理", site)


def result_sms(facts: Sequence[Fact], site: str) -> str:
	"""Report to one person the results of their papers."""
	if len(facts) == 1:
		fact = facts[0]
		place = fact.place if fact.paper in NAMED else ""
		return _short(f"{place}{PAPERS[fact.paper]}{RESULTS[fact.state]}，请登录查看", site)
	return _short(f"您有 {len(facts)} 项材料有了新的结果，请登录查看", site)


def test_sms(site: str) -> str:
	"""Return the message that tests the configuration."""
	return _short("这是一条测试短信，收到即表示设置正确", site)


def _counted(facts: Sequence[Fact]) -> Iterable[str]:
	for paper, state in dict.fromkeys((each.paper, each.state) for each in facts):
		found = [each for each in facts if (each.paper, each.state) == (paper, state)]
		places = list(dict.fromkeys(each.place for each in found if each.place))
		named = f"（{'、'.join(places)}）" if paper in NAMED and 0 < len(places) <= MOST_PLACES else ""
		yield f"{PAPERS[paper]}{RESULTS[state]} {len(found)} 件{named}"


def _until(deadline: date, today: date) -> str:
	left = (deadline - today).days
	words = f"还有 {left} 天" if left > 0 else "就在今天" if left == 0 else f"已逾期 {-left} 天"
	return f"截止 {deadline.month}月{deadline.day}日（{words}）"


def _short(text: str, site: str) -> str:
	"""Add the site's address if there is room."""
	start = f"【{KEYWORD}】{text}"
	whole = f"{start}：{site}"
	if len(whole) <= LONGEST_SMS:
		return whole
	return start if len(start) <= LONGEST_SMS else start[: LONGEST_SMS - 1] + "…"
