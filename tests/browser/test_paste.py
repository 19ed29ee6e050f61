"""Pasting from a word processor keeps paragraphs and drops the rest."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.desk import Desk

SignIn = Callable[..., Desk]

CASES = [
	("第一段\r\n第二段\r第三段", "第一段\n第二段\n第三段"),
	("手动换行\v下一行\f分页后", "手动换行\n下一行\n分页后"),
	("•\t第一点\r\n\uf0b7\t第二点\r\n\uf06c 第三点", "第一点\n第二点\n第三点"),
	("1.\t编号\r\n（二）\t小节\r\n一、\t大节", "1.编号\n（二）小节\n一、大节"),
	("软\u00ad连\u200b字\ufeff符", "软连字符"),
	("不间断\u2011连字符和\u00a0空格", "不间断-连字符和 空格"),
	("　　缩进的段落  \r\n\r\n\r\n\r\n下一段", "缩进的段落\n\n下一段"),
	("表格\t单元格", "表格 单元格"),
	("a < b && “引号”…… 12.5%", "a < b && “引号”…… 12.5%"),
]


@pytest.fixture
def desk(sign_in: SignIn, data: dict[str, Any]) -> Desk:
	desk = sign_in("county")
	desk.open_form("Annual Summary", data["documents"]["summary"])
	return desk


def test_texts_are_cleaned(desk: Desk) -> None:
	given = [text for text, _wanted in CASES]
	cleaned = desk.page.evaluate("texts => texts.map(kepu.paste.clean)", given)
	assert cleaned == [wanted for _text, wanted in CASES]


def test_pasting_into_a_section(desk: Desk) -> None:
	area = desk.page.locator(".kepu-section textarea").nth(2)
	area.fill("前。后。")
	area.evaluate("node => node.setSelectionRange(2, 2)")
	area.evaluate(
		"""node => {
			const clipboardData = new DataTransfer();
			clipboardData.setData('text/plain', '\\u2022\\t中一\\r\\n中\\u00ad二');
			clipboardData.setData('text/html', '<b>中一</b>');
			node.dispatchEvent(new ClipboardEvent('paste', {clipboardData, bubbles: true, cancelable: true}));
		}"""
	)
	assert area.input_value() == "前。中一\n中二后。"
	desk.page.wait_for_function("() => cur_frm.doc.sections[2].text === '前。中一\\n中二后。'")
	area.press("Control+z")
	assert area.input_value() == "前。后。"
