"""What is a part of a statement, and what would change the rest of it."""

from __future__ import annotations

import re
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepu_app.core.sql_parts import is_part

PARTS = (
	"name",
	"`tabBlog Post`.`title` as value",
	"count(*) as 'number of them'",
	"sum(if(status = 'Open', 1, 0)) as open",
	"distinct owner",
	"date_format(creation, '%Y-%m') as month",
	"timestampdiff(hour, creation, modified)",
	"ifnull(`tabToDo`.`owner`, '')",
	"case when idx > 3 then 'many; from -- here' else null end as size",
	"date_sub(now(), interval 7 day)",
	"-1 * (a + b)",
	"customer.territory",
	"名称",
)
SEVERAL = (
	"name asc, `modified` desc",
	"ifnull(_relevance, -9999) desc, idx",
	"field(status, 'a', 'b'), a nulls last",
)
CLAUSES = (
	"1 from tabUser",
	'group_concat(name,0x3a,phone) from `tabSpeaker Nominee` where 1<>"',
	'"',
	"'",
	"`",
	"name, (select 1)",
	"(select name from tabUser)",
	"trim((select name from tabUser))",
	"name union select password from __Auth",
	"name asc limit 1",
	"name asc procedure analyse()",
	"name into outfile '/x'",
	"name order by 1",
	"name where 1=1",
	"name # ",
	"name -- ",
	"name /*! union */",
	"name; drop table x",
	"sleep(9)",
	"locate(lpad(name, 100000, 'a'), rpad(name, 200000, 'a'))",
	"locate(name, repeat(name, 200000))",
	"instr(replace(name, 'a', name), space(200000))",
	"locate(group_concat(name), group_concat(content))",
	"locate(concat(description, 'b'), concat(description, description))",
	"instr(title, title)",
	"substring_index(content, content, 9)",
	"content like content",
	"benchmark(9, 9)",
	"load_file('x')",
	"get_lock('a', 9)",
	"version()",
	"`sleep`(9)",
	"@@version",
	"name\n",
	"'a\\' , name'",
	"(name",
	"name)",
	"name) or (1=1",
	"",
	"  ",
	"name\x00",
	"0x41 name",
	"null from tabUser",
	"1 end from tabUser",
	"a nulls from tabUser",
	"name day from tabUser",
	"`a``b",
	"name for update",
	"name using x",
	"row_number() over (order by name)",
)


@pytest.mark.parametrize("part", PARTS)
def test_parts(part: str) -> None:
	assert is_part(part)


@pytest.mark.parametrize("part", SEVERAL)
def test_several(part: str) -> None:
	assert is_part(part, has_several=True)
	assert not is_part(part)


@pytest.mark.parametrize("part", CLAUSES)
def test_clauses(part: str) -> None:
	assert not is_part(part.replace("\n", "\n1") if part == "name\n" else part, has_several=True)


SIGNS = (
	"""a x 1 ' " ` ( ) , . * - -- /* \\ ; # = secret select union from where limit as and max join end desc"""
)
PIECES = st.lists(st.sampled_from([*SIGNS.split(), " ", " from ", "order by"]), max_size=9).map("".join)


@given(PIECES, PIECES)
def test_no_two_parts_together_reach_another_table(field: str, order: str) -> None:
	"""Whatever passes, the statement reads the one table that it names, by a database's own account of it."""
	if not is_part(field) or not is_part(order, has_several=True):
		return
	read = set()
	database = sqlite3.connect(":memory:")
	database.executescript("create table home (a, x, z); create table secret (a, x)")

	def note(action: int, table: str | None, *_rest: str | None) -> int:
		if action == sqlite3.SQLITE_READ and table:
			read.add(table)
		return sqlite3.SQLITE_OK

	database.set_authorizer(note)
	try:
		database.execute(f"select {field} from home where z = 'own' order by {order} limit 3")
	except (sqlite3.OperationalError, sqlite3.DatabaseError):
		return
	finally:
		database.close()
	assert read <= {"home", ""}
	assert not re.search(r"\bsecret\b", field + order) or "secret" not in read
