"""The demo's invented users, one mailbox each in a domain that receives no mail (RFC 2606)."""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

import frappe
from frappe.utils.password import update_password

from kepu_app.access.roles import (
	ASSESSOR,
	CITY_REVIEWER,
	COUNTY_REPORTER,
	KEPU_ADMINISTRATOR,
	NATIONAL_OFFICER,
	PROVINCIAL_APPROVER,
)
from kepu_app.utils.users import without_throttle

DOMAIN = "kepu.example"


@dataclass(frozen=True)
class Person:
	"""One user. Roles that follow from the tables on Province and County are granted at once, which saves a second
	write."""

	user: str
	name: str
	roles: tuple[str, ...] = ()


SYSTEM_MANAGER = Person(f"xitong@{DOMAIN}", "章守拙", ("System Manager", KEPU_ADMINISTRATOR))
"""Besides Administrator, since Frappe refuses to disable the last user with this role."""

ADMINISTRATOR = Person(f"guanliyuan@{DOMAIN}", "魏思齐", (KEPU_ADMINISTRATOR,))
OFFICER = Person(f"zhongguokexie@{DOMAIN}", "夏予安", (NATIONAL_OFFICER,))

_SURNAMES = (
	"陆邵尹葛祁贺庄骆温桂柏窦褚苗晏阎舒屈项祝闵蓝裴路娄江童颜郭梅盛林刁钟徐邱高田樊胡凌霍虞万柯卢莫经房缪"
)
_GIVEN = [
	"清和",
	"云舟",
	"晓棠",
	"若谷",
	"书宁",
	"怀远",
	"静姝",
	"景行",
	"乐遥",
	"知微",
	"明远",
	"安然",
	"沐阳",
	"亦诚",
	"承志",
	"嘉禾",
	"致远",
	"雅琴",
	"文博",
	"思源",
	"海澜",
	"立新",
	"春晖",
	"秋实",
	"北辰",
	"南乔",
	"东篱",
	"子衿",
	"一鸣",
	"望舒",
]


def approvers(province: str) -> tuple[Person, Person]:
	"""Return two users of a province, so that one can approve what the other wrote."""
	return (
		Person(f"sheng{province[:2]}a@{DOMAIN}", _name(f"{province}a"), (PROVINCIAL_APPROVER,)),
		Person(f"sheng{province[:2]}b@{DOMAIN}", _name(f"{province}b"), (PROVINCIAL_APPROVER,)),
	)


def city_reviewer(province: str, number: int) -> Person:
	"""Return the reviewer of the ``number``-th city of a province, from 1."""
	name = _name(f"{province}-{number}")
	return Person(f"shi{province[:2]}{number:02d}@{DOMAIN}", name, (CITY_REVIEWER,))


def reporter(county: str) -> Person:
	"""Return the reporter of a county."""
	return Person(f"xian{county}@{DOMAIN}", _name(county), (COUNTY_REPORTER,))


def assessors(province: str) -> tuple[Person, ...]:
	"""Return the assessors of a province's county reports."""
	return tuple(
		Person(f"zhuanjia{province[:2]}{number}@{DOMAIN}", _name(f"{province}zj{number}"), (ASSESSOR,))
		for number in range(1, 4)
	)


def make_user(person: Person, password: str) -> str:
	"""Create the user, or set the password of an existing one. Sends no mail."""
	if not frappe.db.exists("User", person.user):
		user = frappe.new_doc("User")
		user.update(
			{
				"email": person.user,
				"first_name": person.name,
				"language": "zh",
				"send_welcome_email": 0,
				"user_type": "System User",
				"roles": [{"role": role} for role in person.roles],
			}
		)
		user.flags.no_welcome_mail = True
		with without_throttle():
			user.insert()
	update_password(person.user, password)
	return person.user


def _name(key: str) -> str:
	"""Return a name, deterministic for a key."""
	number = crc32(f"demo{key}".encode())
	return _SURNAMES[number % len(_SURNAMES)] + _GIVEN[number // len(_SURNAMES) % len(_GIVEN)]
