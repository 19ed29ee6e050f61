"""综合评估: what a big round and a single mark may cost."""

import functools
import itertools
import random
import time
from collections.abc import Callable
from typing import Any

import frappe

from kepu_app.assessment.assessors import ASSESSMENT, MARK
from kepu_app.kepu.report.assessment_ranking.assessment_ranking import execute
from tests.site.assessments import call, own
from tests.site.client import Client
from tests.site.effort import slowest
from tests.site.factories import APPROVER, acting_as
from tests.site.queries import statements
from tests.site.thirteen_counties import SECOND
from tests.years import year_of

YEAR = year_of(__file__)
SignIn = Callable[[str], Client]


def test_forty_assessors_of_thirty_two_counties_in_time(round_doc: Any) -> None:
	"""Twelve items each: the report takes a second of the processor, whatever else the machine does, and as many
	queries as for three assessors."""
	few = queries_of(round_doc.name)
	big = make_big(round_doc)
	frappe.db.set_value("Assessment Round", big, {"revealed": 1, "status": "Closed"})
	assert queries_of(big) <= few + 2
	with acting_as(APPROVER):
		begun = time.process_time()
		rows = execute({"round": big})[1]
		took = time.process_time() - begun
	assert (len(rows), {row["missing"] for row in rows}) == (32, {0})
	assert took < 1


def queries_of(round_name: str) -> int:
	"""How many queries the report needs, once what is cached is."""
	with acting_as(APPROVER):
		execute({"round": round_name})
		with statements() as asked:
			execute({"round": round_name})
	return len(asked)


def make_big(round_doc: Any) -> str:
	"""Straight into the tables, not committed."""
	sheet = frappe.copy_doc(frappe.get_doc("Scoring Sheet", round_doc.sheet))
	rows = [
		{"number": each, "item": f"第{each}项", "full_marks": "10", "weight": "5"} for each in range(1, 13)
	]
	sheet.set("items", rows)
	with acting_as(APPROVER):
		sheet.insert()
	copy = frappe.copy_doc(round_doc)
	copy.update({"name": "big-round", "sheet": sheet.name, "assessors": [], "docstatus": 0})
	copy.db_insert()
	parents, marks, chance = [], [], random.Random(40)
	for who, county in itertools.product(range(40), range(32)):
		name = f"big-{who}-{county}"
		values = ("big-round", f"a{who}", f"c{county}", f"县{county}", "Submitted", "Yes", YEAR)
		parents.append((name, *values))
		marks += [
			(f"{name}-{n}", name, ASSESSMENT, "marks", n, n, str(chance.randrange(11))) for n in range(1, 13)
		]
	fields = ("name", "round", "assessor", "subject", "subject_name", "status", "revealed", "cycle")
	frappe.db.bulk_insert(ASSESSMENT, fields, parents)
	rows_of = ("name", "parent", "parenttype", "parentfield", "idx", "number", "value")
	frappe.db.bulk_insert(MARK, rows_of, marks)
	return "big-round"


def test_a_mark_is_saved_in_time(sign_in: SignIn, round_doc: Any) -> None:
	"""95 of 100 within 200 ms."""
	client = sign_in(SECOND)
	mine = list(own(client, round_doc.name).values())

	def save(name: str, number: int) -> None:
		call(client, "save_mark", assessment=name, number=number, value="7", remark="尚可")

	assert slowest(functools.partial(save, *each) for each in itertools.product(mine, (1, 2, 3))) < 0.2
