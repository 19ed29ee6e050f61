"""The whole way of what a province sends, by clicks, each step by whose task it is: from the county's first word
to the appointment."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kepu_app.utils.doctypes import CASE, NOMINEE, SUBMISSION, SUMMARY
from tests.browser.desk import Desk
from tests.browser.scans import MISSING, upload_missing_scans

DeskOf = Callable[[str], Desk]
SECTION = ".kepu-section textarea"
FIRST_TEXT = "全年举办科普活动五十场。"
ADDED = "来源：区科协统计。"
REASON = "第一部分的数据没有写明来源。"
MISSING_REASON = "区划调整，工作交接中。"
REASON_WINDOW = ".modal.show:has(textarea[data-fieldname=reason])"


class TestPath:
	"""The steps follow one another; each finds what the one before has left."""

	@pytest.fixture(autouse=True)
	def _people(self, desk_of: DeskOf, data: dict[str, Any], shots: Path) -> None:
		self.desk_of, self.documents, self.shots = desk_of, data["documents"], shots

	def look(self, role: str, name: str) -> None:
		self.desk_of(role).look(self.shots, f"path-{name}")

	def open(self, role: str, doctype: str, purpose: str) -> Desk:
		desk = self.desk_of(role)
		desk.open_form(doctype, self.documents[purpose])
		return desk

	# ------------------------------------------------------------------ the summary

	def test_county_comes_from_its_workspace_and_writes(self) -> None:
		desk = self.desk_of("small_county")
		desk.go("")
		desk.page.locator(".shortcut-widget-box", has_text="年度工作总结").click()
		desk.page.locator(".list-row-container:visible", has_text="吉阳区").locator(".list-subject a").click()
		desk.page.wait_for_function("name => cur_frm?.docname === name", arg=self.documents["path_summary"])
		desk.settle()
		for area in desk.page.locator(SECTION).all():
			area.fill(FIRST_TEXT)
		desk.enter("on_behalf_of", "吉阳区科协")
		desk.enter("dated", desk.value("frappe.datetime.obj_to_user(frappe.datetime.now_date(true))"))
		desk.save()
		self.look("small_county", "summary-written")

	def test_county_assesses_itself_and_hands_in(self) -> None:
		desk = self.desk_of("small_county")
		desk.show_tab("测评自评")
		statement = desk.page.locator(".kepu-assessment", has_text="1. 党委和政府重视").first
		statement.locator("select[data-fieldname=met]").select_option("Met")
		volunteers = desk.page.locator(".kepu-assessment", has_text="注册科技志愿者").last
		volunteers.locator("input[data-fieldname=value]").fill("1200")
		volunteers.locator("input[data-fieldname=value]").press("Tab")
		volunteers.get_by_text("达标", exact=True).wait_for()
		desk.save()
		self.look("small_county", "summary-assessed")
		desk.step("提交审核", "待市级审核")
		self.look("small_county", "summary-handed-in")

	def test_city_passes_it_on(self) -> None:
		desk = self.open("small_city", SUMMARY, "path_summary")
		self.look("small_city", "summary-at-the-city")
		desk.step("市级审核通过", "待省级审核")

	def test_province_returns_it_with_a_reason(self) -> None:
		desk = self.open("small_province", SUMMARY, "path_summary")
		desk.choose("退回")
		window = desk.page.locator(REASON_WINDOW)
		window.locator("textarea[data-fieldname=reason]").fill(REASON)
		self.look("small_province", "summary-reason")
		window.get_by_role("button", name="退回").click()
		desk.reaches("已退回")
		self.look("small_province", "summary-returned")

	def test_county_sees_why_mends_it_and_sees_what_it_changed(self) -> None:
		desk = self.open("small_county", SUMMARY, "path_summary")
		assert REASON in desk.page.locator(".kepu-guide").inner_text()
		area = desk.page.locator(SECTION).first
		area.press("Control+End")
		area.type("\n" + ADDED)
		desk.save()
		desk.show_tab("审核与记录")
		desk.page.locator(".kepu-history-compare").click()
		added = desk.dialog().locator(".kepu-changes ins")
		added.first.wait_for()
		assert added.all_inner_texts() == [ADDED]
		self.look("small_county", "summary-changes")
		desk.dialog().locator(".btn-modal-close").click()
		desk.page.locator(".modal.show").wait_for(state="detached")
		desk.step("提交审核", "待市级审核")

	def test_city_and_province_approve(self) -> None:
		self.open("small_city", SUMMARY, "path_summary").step("市级审核通过", "待省级审核")
		self.open("small_province", SUMMARY, "path_summary").step("审核通过", "审核通过")
		desk = self.desk_of("small_province")
		desk.show_tab("审核与记录")
		steps = desk.page.locator(".kepu-history-step:not(.kepu-history-now)").all_inner_texts()
		assert len(steps) == 6
		assert REASON in steps[2]
		self.look("small_province", "summary-approved")

	# ------------------------------------------------------------------ the case

	def test_county_writes_a_case_and_proposes_it(self) -> None:
		desk = self.desk_of("small_county")
		desk.go("typical-case/new")
		desk.page.wait_for_function("() => cur_frm.doc.cycle === '2024'")
		desk.choose_link("county", "吉阳区")
		desk.page.locator("input[data-fieldname=topic]").click()
		desk.page.locator(".awesomplete li").filter(has_text="30分钟科普服务圈").click()
		desk.enter("title", "渔港科普驿站")
		desk.page.locator("[data-fieldname=text] textarea").fill("把驿站办进渔港，渔民歇脚就能学。")
		desk.page.wait_for_function("() => cur_frm.doc.text && cur_frm.doc.title && cur_frm.doc.topic")
		desk.save()
		self.look("small_county", "case-written")
		desk.step("推荐", "待市级审核")
		self.documents["path_case"] = desk.value("cur_frm.docname")

	def test_city_ranks_the_case_and_passes_it_on(self) -> None:
		desk = self.open("small_city", CASE, "path_case")
		desk.enter("city_rank", "1")
		desk.save()
		self.look("small_city", "case-at-the-city")
		desk.step("市级审核通过", "已推荐")

	def test_province_selects_it(self) -> None:
		self.open("small_province", CASE, "path_case").step("入选", "已入选")
		self.look("small_province", "case-selected")

	# ------------------------------------------------------------------ the nominee

	def test_province_writes_a_nominee_with_reasons(self) -> None:
		desk = self.desk_of("small_second_province")
		desk.go("speaker-nominee/new")
		desk.page.wait_for_function("() => cur_frm.doc.cycle === '2024'")
		desk.choose_link("county", "吉阳区")
		desk.page.wait_for_function("() => cur_frm.doc.county")
		values = {"nominee_name": "卢海珊", "birth_month": "1980-06"}
		values |= {"organisation": "吉阳区科协", "position": "副主席", "phone": "15400000002"}
		for field, value in values.items():
			desk.enter(field, value)
		desk.page.locator("select[data-fieldname=sex]").select_option("女")
		desk.page.locator("select[data-fieldname=political_status]").select_option("中共党员")
		reasons = desk.page.locator("[data-fieldname=reasons]").locator("visible=true").first
		for number, reason in enumerate(("善于面向公众宣讲。", "近两年宣讲四十场。"), start=1):
			reasons.locator(".grid-add-row").click()
			row = reasons.locator(f".grid-body .grid-row[data-idx='{number}']")
			row.locator(".grid-static-col[data-fieldname=reason]").click()
			row.locator("textarea").first.fill(reason)
			row.locator("textarea").first.blur()
			desk.page.wait_for_function(
				"([number, text]) => cur_frm.doc.reasons[number - 1].reason === text", arg=[number, reason]
			)
		desk.page.locator("[data-fieldname=bio] textarea").fill("从事科普工作十五年，创办渔港科普驿站。")
		desk.page.wait_for_function("() => cur_frm.doc.bio && cur_frm.doc.nominee_name")
		desk.save()
		assert desk.value("cur_frm.doc.reasons.map(row => row.reason)") == [
			"善于面向公众宣讲。",
			"近两年宣讲四十场。",
		]
		self.look("small_second_province", "nominee-written")
		desk.step("推荐", "已推荐")
		self.documents["path_nominee"] = desk.value("cur_frm.docname")

	def test_a_colleague_nominates(self) -> None:
		self.open("small_province", NOMINEE, "path_nominee").step("确定推荐", "已确定推荐")
		self.look("small_province", "nominee-nominated")

	# ------------------------------------------------------------------ the submission

	def test_province_says_why_a_county_is_missing(self) -> None:
		desk = self.open("small_province", SUBMISSION, "path")
		desk.page.locator(".kepu-guide a", has_text="琼海市").first.click()
		desk.page.wait_for_function("() => cur_frm.doc.missing?.some(row => row.county === '469002')")
		desk.page.keyboard.type(MISSING_REASON)
		desk.enter("dated", desk.value("frappe.datetime.obj_to_user(frappe.datetime.now_date(true))"))
		desk.save()
		assert desk.value("cur_frm.doc.missing.map(row => row.reason)") == [MISSING_REASON]
		self.look("small_province", "submission-ready")

	def test_province_finalises_and_uploads_the_scans(self, tmp_path: Path) -> None:
		desk = self.desk_of("small_province")
		desk.choose("定稿")
		desk.dialog().get_by_role("button", name="是", exact=True).click()
		desk.reaches("待盖章")
		desk.show_tab("汇总包")
		desk.page.wait_for_function("() => cur_frm.doc.package", timeout=60_000)
		desk.settle()
		assert desk.page.locator(MISSING).count() == 3
		upload_missing_scans(desk, tmp_path)
		self.look("small_province", "submission-stamped")

	def test_province_sends(self) -> None:
		desk = self.desk_of("small_province")
		desk.choose("报送")
		window = desk.page.locator(".modal.show:has([data-fieldname=with_mail])")
		window.get_by_role("button", name="报送", exact=True).click()
		window.wait_for(state="hidden")
		desk.reaches("已报送")
		self.look("small_province", "submission-sent")

	# ------------------------------------------------------------------ the national officer

	def test_officer_finds_it_in_the_list_and_accepts(self) -> None:
		desk = self.desk_of("national")
		desk.go("provincial-submission?workflow_state=Sent")
		self.look("national", "submissions")
		desk.page.locator(".list-row-container:visible", has_text="海南省").locator(".list-subject a").click()
		desk.page.wait_for_function("name => cur_frm?.docname === name", arg=self.documents["path"])
		desk.settle()
		desk.choose("接收")
		desk.dialog().get_by_role("button", name="是", exact=True).click()
		desk.reaches("已接收")
		self.look("national", "submission-accepted")

	def test_officer_appoints(self) -> None:
		desk = self.open("national", NOMINEE, "path_nominee")
		assert desk.state() == "待遴选"
		desk.step("聘任", "已聘任")
		self.look("national", "nominee-appointed")

	def test_county_reads_the_end_of_it(self) -> None:
		desk = self.open("small_county", SUMMARY, "path_summary")
		assert desk.state() == "已接收"
		assert not desk.page.locator(f"{SECTION}:visible").count()
		self.look("small_county", "summary-accepted")
