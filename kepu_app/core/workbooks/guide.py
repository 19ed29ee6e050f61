"""The sheets that are only read by people: how to fill in the workbook, and the evaluation standard."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kepu_app.core.cycle import Comparison, Criterion, Cycle, Standard
from kepu_app.core.model import RecordKind
from kepu_app.core.printing.paper_models import printed_date
from kepu_app.core.workbooks import style
from kepu_app.core.workbooks.cells import put_value
from kepu_app.core.workbooks.columns import GUIDE_SHEET, STANDARD_SHEET, Entry

_GUIDE_WIDTH = 80
_STANDARD_COLUMNS = (("序号", 7), ("测评项目", 20), ("测评内容", 26), ("标准", 80), ("指标和达标线", 40))


def add_guide(workbook: Workbook, cycle: Cycle) -> None:
	"""填写说明, with the numbers of the cycle."""
	sheet = workbook.create_sheet(GUIDE_SHEET)
	sheet.sheet_view.showGridLines = False
	sheet.column_dimensions["A"].width = _GUIDE_WIDTH
	put_value(sheet["A1"], f"{cycle.year}年全国科普示范县填报工作簿", style.TITLE, GUIDE_SHEET)
	sheet.row_dimensions[1].height = 32
	row = 2
	for heading, lines in _guide(cycle):
		for text, look in ((heading, style.HEADING), *((line, style.BODY) for line in lines)):
			put_value(sheet.cell(row, 1), text, look, GUIDE_SHEET)
			sheet.row_dimensions[row].height = style.height_of(text, _GUIDE_WIDTH) + 2
			row += 1
	style.set_print(sheet, 1, _GUIDE_WIDTH, landscape=False)
	sheet.page_setup.fitToHeight = 1


def add_standard(workbook: Workbook, standard: Standard) -> None:
	"""测评标准, the whole text beside the thresholds."""
	sheet = workbook.create_sheet(STANDARD_SHEET)
	sheet.sheet_view.showGridLines = False
	put_value(sheet["A1"], standard.name, style.TITLE, STANDARD_SHEET)
	put_value(sheet["A2"], standard.source, style.SUBTITLE, STANDARD_SHEET)
	for number, (header, width) in enumerate(_STANDARD_COLUMNS, start=1):
		put_value(sheet.cell(3, number), header, style.HEADER_OPTIONAL, STANDARD_SHEET)
		sheet.column_dimensions[sheet.cell(3, number).column_letter].width = width
	for row, criterion in enumerate(standard.criteria, start=4):
		_add_criterion(sheet, row, criterion)
	sheet.row_dimensions[2].height = sheet.row_dimensions[3].height = style.LOWEST_ROW
	sheet.freeze_panes = "A4"
	style.set_print(sheet, 3, sum(width for _, width in _STANDARD_COLUMNS))


def _add_criterion(sheet: Worksheet, row: int, criterion: Criterion) -> None:
	indicators = "\n".join(
		f"{each.code} {each.name}{'≥' if each.comparison is Comparison.AT_LEAST else '≤'}"
		f"{each.threshold}{each.unit}"
		for each in criterion.indicators
	)
	texts = (criterion.group, criterion.title, criterion.text, indicators)
	put_value(sheet.cell(row, 1), criterion.number, style.ENTRY_STYLES[Entry.NUMBER], STANDARD_SHEET)
	for number, text in enumerate(texts, start=2):
		put_value(sheet.cell(row, number), text, style.ENTRY_STYLES[Entry.TEXT], STANDARD_SHEET)
	widths = [width for _, width in _STANDARD_COLUMNS[1:]]
	sheet.row_dimensions[row].height = max(
		style.height_of(text, width) for text, width in zip(texts, widths, strict=True)
	)


def _guide(cycle: Cycle) -> list[tuple[str, list[str]]]:
	return [
		("一、依据和期限", _basis(cycle)),
		("二、填写哪些表", _sheets(cycle)),
		("三、怎样填写", _manner(cycle)),
		("四、字数", _counting(cycle)),
	]


def _basis(cycle: Cycle) -> list[str]:
	return [
		f"依据：《{cycle.notice_title}》（{cycle.notice_number}）。",
		f"全国报送截止日期为{printed_date(cycle.national_deadline)}；各省可以规定更早的日期。",
		f"汇总材料（纸质版盖章和电子版）报送至{cycle.receiving_office}，邮箱{cycle.receiving_mail}。",
	]


def _sheets(cycle: Cycle) -> list[str]:
	limits, quotas = cycle.limits, cycle.quotas
	topics = "；".join(
		f"{topic.name}（{topic.description}）" if topic.description else topic.name for topic in cycle.topics
	)
	return [
		f"1.{RecordKind.SUBMISSION.value}：省份、省级科协、联系人及联系方式。",
		f"2.{RecordKind.COUNTY.value}：本省全部示范县。先填这张表，其他各表的“示范县”才有下拉列表。"
		"没有报送工作总结的县，在这里写明原因。",
		f"3.{RecordKind.SUMMARY.value}：每县一行，以县政府或县科协名义提交，全文不超过{limits.summary}字。",
		f"4.{RecordKind.ASSESSMENT.value}：每县一行，对照“{STANDARD_SHEET}”逐项填写。"
		"有达标线的填数字，其余选“是”或“否”；不适用的指标留空。",
		f"5.{RecordKind.CASE.value}：不超过{quotas.cases}个示范县，每个案例不超过{limits.case}字。专题：{topics}。",
		f"6.{RecordKind.NOMINEE.value}：不超过{quotas.nominees}人，须来自本省示范县，"
		f"个人工作简介每人不超过{limits.bio}字。",
	]


def _manner(cycle: Cycle) -> list[str]:
	adjusted = (
		"各部分的标题可以根据工作情况调整：在“第1部分标题调整为”等列填写新的标题；"
		"要增加一部分，填写“标题”和“正文”两列。"
		if cycle.headings_adjustable
		else "各部分的标题不作调整。"
	)
	return [
		"1.深蓝色标题的列必填，浅蓝色的选填，灰色的自动计算，不用填写。标题上方的小字是填写要求。",
		"2.可以移动列、增加行、隐藏行列和排序；请不要改工作表和列的名称，不要合并单元格，不要用公式代替内容。",
		"3.从Word粘贴长文时，先双击单元格（或按F2）再粘贴，否则一段会占一行。"
		"单元格内分段按Alt+Enter，段首不用空格。",
		"4.正文只保留文字。行首的一、（一）1.（1）会按公文格式排版。",
		f"5.{adjusted}",
		"6.日期填写如2025-1-20；出生年月填写如1979-06；电话号码填写手机，或带区号的固定电话。",
		"7.需要另外报送的内容可以在右侧增加列，列标题即为名称，会列入汇总表。",
	]


def _counting(cycle: Cycle) -> list[str]:
	return [
		f"表中的字数随填写自动计算，超过上限时变为红色。计算方法是{cycle.counting_method.value}，"
		"与Word的统计一致；工作总结的字数含各部分标题。",
		"少数情况下自动计算的数与检查时略有出入，以检查结果为准：极罕用的汉字（扩展B区及以后）"
		"和表情符号在表中每个计2；不含汉字的文本中，引号、破折号、省略号和间隔号在表中各计1。",
		"填好以后导入系统，或者运行“kepu check 文件名”，会列出全部问题及其所在的单元格。",
	]
