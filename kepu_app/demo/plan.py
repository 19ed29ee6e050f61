"""Path of each demo document: together they cover every state of every workflow."""

from __future__ import annotations

Path = tuple[str, ...]
"""Steps of a document, each ``who:action``; ``who`` is reporter, city, province, other (a colleague in the province)
or officer."""

SUBMISSIONS: dict[str, Path] = {
	"安徽省": ("province:Finalise", "province:Send", "officer:Accept"),
	"宁夏回族自治区": ("province:Finalise", "province:Send"),
	"海南省": ("province:Finalise",),
	"青海省": ("province:Finalise", "province:Send", "officer:Return"),
}
"""Each province's progress; the others are still collecting."""

TO_THE_END: Path = ("province:Finalise", "province:Send", "officer:Accept")
"""Progress of provinces in a finished year."""

APPROVED: Path = ("reporter:Submit for Review", "city:Pass City Review", "province:Approve")
SUMMARIES: dict[str, Path] = {
	"410304": ("reporter:Submit for Review",),
	"411323": ("reporter:Submit for Review", "city:Pass City Review"),
	"420505": ("reporter:Submit for Review", "province:Return"),
	"429005": ("reporter:Submit for Review", "province:Return", "reporter:Submit for Review"),
}
"""By county; every other complete summary is approved."""

SELECTED: Path = ("reporter:Propose", "city:Pass City Review", "province:Select")
CASES: dict[tuple[str, int], Path] = {
	("河南省", 1): (),
	("河南省", 2): ("reporter:Propose",),
	("河南省", 3): ("reporter:Propose", "city:Pass City Review"),
	("湖北省", 2): ("reporter:Propose", "province:Return"),
	("湖北省", 3): ("reporter:Propose", "province:Not Select"),
}
"""By province and order; every other case is selected."""

NOMINATED: Path = ("province:Propose", "other:Nominate")
NOMINEES: dict[tuple[str, int], Path] = {
	("河南省", 1): ("reporter:Recommend", "city:Pass City Review"),
	("河南省", 2): (),
	("河南省", 3): ("reporter:Recommend",),
	("湖北省", 1): ("province:Propose", "other:Not Nominate"),
	("湖北省", 2): ("province:Propose", "other:Return"),
}
"""By province and rank; every other nominee is nominated."""

APPOINTMENTS = {("安徽省", 1): "Appoint", ("安徽省", 2): "Not Appoint"}
"""An officer's decisions on the nominees of a province whose submission is accepted."""

ASSESSED: dict[bool, dict[str, tuple[int, ...]]] = {False: {"河南省": (2, 0, 1)}, True: {"安徽省": (0, 0, 0)}}
"""Provinces with an assessment round, in the current year and in a past one: the number of reports that each
assessor has still to mark."""

REASONS = {
	"Annual Summary": "第二部分的活动场次与测评自评中的数字不一致，请核对后重新报送。",
	"Typical Case": "做法写得过于笼统，请补充具体举措和可核实的成效数据。",
	"Speaker Nominee": "推荐理由请突出面向公众宣讲的经历，并补充近两年的宣讲场次。",
	"Provincial Submission": "德令哈市工作总结盖章扫描件印章不清晰，请重新扫描；典型案例请核对与工作总结中的数字是否一致，修改后重新报送。",
}
"""Reasons of returns, by DocType."""

RETURNED = "420505"
"""County whose summary was returned."""

SIGHTS = {
	"System Manager": "用户和权限、工作流、字段和打印格式：管理员能改的都在这里",
	"Kepu Administrator": "填报周期（办结的上一年度和进行中的本年度）、示范县名录、科普报送设置",
	"Kepu National Officer": "各省报送情况；宁夏的汇总材料待接收，安徽省已接收，青海省已退回",
	"Kepu Provincial Approver": "河南省：西峡县的工作总结待审核，典型案例和宣讲团人选待遴选，综合评估正在进行",
	"Kepu Assessor": "河南省综合评估：还有2个县的工作总结待评，其余各县待报送",
	"Kepu City Reviewer": "洛阳市：瀍河回族区的工作总结待审核",
	"Kepu County Reporter": "本县的工作总结：草稿，还缺落款单位和日期，补齐后报送",
}
"""What to look at, by role."""

SIGHT_OF_RETURNED = "湖北省猇亭区：工作总结被退回，先看退回原因"


def submission_path(province: str, is_over: bool = False) -> Path:
	"""Return the steps of a province's submission in the current year, or in a finished one."""
	if is_over:
		return TO_THE_END
	return SUBMISSIONS.get(province, ())


def appointment(province: str, rank: int, is_over: bool = False) -> str:
	"""Return an officer's decision on a nominee; blank while open."""
	return APPOINTMENTS.get((province, rank), "Not Appoint" if is_over else "")


def summary_path(county: str, is_complete: bool) -> Path:
	"""Return the steps of a county's summary; one that lacks its signature or date stays a draft."""
	return SUMMARIES.get(county, APPROVED) if is_complete else ()


def case_path(province: str, order: int) -> Path:
	"""Return the steps of a typical case."""
	return CASES.get((province, order), SELECTED)


def recommender(province: str, rank: int) -> str:
	"""Return who enters a nominee: the reporter of the recommending county, or the province."""
	return "reporter" if nominee_path(province, rank)[:1] == ("reporter:Recommend",) else "province"


def nominee_path(province: str, rank: int) -> Path:
	"""Return the steps of a nominee, until the submission is accepted."""
	return NOMINEES.get((province, rank), NOMINATED)
