"""What a request does not ask or write twice, and that nothing is missed by it."""

from concurrent.futures import ThreadPoolExecutor

import frappe
import pytest

from kepu_app.access.scopes import forget_scopes, scope_of
from kepu_app.review.entering import reports_for
from kepu_app.utils import prefetch
from kepu_app.utils.doctypes import SUMMARY
from kepu_app.utils.stored import stored_row, stored_value
from tests.site import factories
from tests.site.factories import APPROVER, COUNTY, FOREIGN_REPORTER, HOME, REPORTER, World, acting_as
from tests.site.in_process import Site
from tests.years import year_of

YEAR = year_of(__file__)
SECTION = "Summary Section"
METHOD = "frappe.client.get_list"
GET_LIST = f"/api/method/{METHOD}"
LIST = {"doctype": SUMMARY, "fields": ["name"]}


@pytest.fixture
def world(fresh: World) -> World:
	return fresh


def sections_of(name: str) -> dict[str, tuple[str, str, int]]:
	"""Text, time of the last change and place of each stored section, by its name."""
	rows = frappe.get_all(SECTION, {"parent": name}, ["name", "text", "modified", "idx"])
	return {row.name: (row.text, str(row.modified), row.idx) for row in rows}


def age_rows(name: str) -> None:
	"""As if they had been written long ago."""
	frappe.db.set_value(SECTION, {"parent": name}, "modified", "2020-01-01 00:00:00", update_modified=False)


class TestRows:
	def test_only_the_row_that_was_changed_is_written(self, world: World) -> None:
		name = factories.fill_summary(world.summary(COUNTY)).name
		age_rows(name)
		before = sections_of(name)
		with acting_as(REPORTER):
			doc = frappe.get_doc(SUMMARY, name)
			changed = doc.sections[1]
			changed.text = "全县新建科普场馆三处。"
			doc.save()
		after = sections_of(name)
		assert after[changed.name][0] == "全县新建科普场馆三处。"
		assert {row for row in after if after[row] != before[row]} == {changed.name}

	def test_rows_that_are_moved_added_or_taken_out_are_stored_so(self, world: World) -> None:
		name = factories.fill_summary(world.summary(COUNTY)).name
		with acting_as(REPORTER):
			doc = frappe.get_doc(SUMMARY, name)
			dropped = doc.sections[0].name
			doc.remove(doc.sections[0])
			doc.append("sections", {"heading": "附加一节", "text": "附加的内容。"})
			doc.save()
		stored = frappe.get_doc(SUMMARY, name)
		assert dropped not in sections_of(name)
		assert [row.name for row in stored.sections] == [row.name for row in doc.sections]
		assert [row.idx for row in stored.sections] == list(range(1, len(doc.sections) + 1))
		assert stored.sections[-1].text == "附加的内容。"

	def test_a_row_of_another_county_stays_there(self, world: World) -> None:
		name, other = world.summary(COUNTY), factories.fill_summary(world.summary(factories.FOREIGN_COUNTY))
		with acting_as(REPORTER):
			doc = frappe.get_doc(SUMMARY, name)
			doc.sections[0].update({"name": other.sections[0].name, "text": "别县的一节。"})
			with pytest.raises(frappe.PermissionError):
				doc.save()
		frappe.db.rollback()
		assert other.sections[0].name in sections_of(other.name)

	@pytest.mark.parametrize("name", ["no-such-row", None])
	def test_a_row_that_is_not_there_is_not_taken_for_one(self, world: World, name: str | None) -> None:
		"""Frappe checks it with the others, answers that it is saved, and stores nothing of it."""
		before = factories.fill_summary(world.summary(COUNTY))
		with acting_as(REPORTER):
			doc = frappe.get_doc(SUMMARY, before.name)
			doc.remove(doc.sections[-1])
			doc.append(
				"sections", {"name": name, "heading": before.sections[-1].heading, "text": "另写的内容。"}
			)
			if name:
				with pytest.raises(frappe.PermissionError):
					doc.save()
				frappe.db.rollback()
			else:
				doc.save()
		stored = frappe.get_doc(SUMMARY, before.name)
		assert len(stored.sections) == len(before.sections)
		assert (stored.sections[-1].text == "另写的内容。") is (name is None)


class TestScope:
	def test_whoever_is_taken_from_a_county_reports_for_it_no_more(self, world: World) -> None:
		with acting_as(REPORTER):
			assert reports_for(COUNTY)
			assert not reports_for(factories.FOREIGN_COUNTY)
		frappe.db.delete("County User", {"parent": COUNTY, "user": REPORTER})
		with acting_as(REPORTER):
			assert not reports_for(COUNTY)
			assert scope_of().home_provinces == frozenset()
		frappe.db.rollback()
		forget_scopes()

	def test_a_reporter_knows_the_province_of_the_county(self, world: World) -> None:
		with acting_as(REPORTER):
			assert scope_of().counties == scope_of().reported == {COUNTY}
			assert scope_of().home_provinces == {HOME}
		with acting_as(APPROVER):
			assert scope_of().reported == frozenset()


class TestStored:
	def test_a_row_is_read_as_it_is_stored(self, world: World) -> None:
		assert stored_value("County", COUNTY, "province") == HOME
		assert stored_row("County", COUNTY, ("name", "province")) == {"name": COUNTY, "province": HOME}
		assert stored_row("County", "999999", ("name",)) is None

	def test_a_number_is_no_name_of_everything(self, world: World) -> None:
		assert stored_value("User", 0, "name") is None

	def test_a_name_is_a_value_and_no_part_of_the_statement(self, world: World) -> None:
		assert stored_value("County", f"{COUNTY}' or '1'='1", "name") is None


@pytest.mark.skipif(int(frappe.__version__.split(".")[0]) != 15, reason="later releases keep it themselves")
class TestPrefetch:
	def test_what_requests_of_a_kind_have_read_is_fetched_for_the_next(self, site: str, world: World) -> None:
		asked = Site(site, [REPORTER, FOREIGN_REPORTER])
		prefetch._habits.clear()
		with ThreadPoolExecutor(1) as worker:  # a thread of its own, as the web server's
			answers = [
				worker.submit(asked.ask, user, "POST", GET_LIST, LIST).result()
				for user in (REPORTER, REPORTER, FOREIGN_REPORTER)
			]
		usual = prefetch._habits[site, METHOD].usual()
		assert ("doctype_meta", SUMMARY) in usual
		assert world.summary(COUNTY) in answers[1]
		assert world.summary(COUNTY) not in answers[2]

	@pytest.mark.parametrize("verb", ["GET", "OPTIONS"])
	def test_an_address_that_says_anything_is_no_kind(self, site: str, world: World, verb: str) -> None:
		"""A few hundred of them would leave no room for the others."""
		asked = Site(site, [REPORTER])
		prefetch._habits.clear()
		with ThreadPoolExecutor(1) as worker:
			for number in range(5):
				asking = worker.submit(
					asked.ask, REPORTER, verb, f"/api/method/anything-{number}", {"cmd": "ping"}
				)
				assert asking.result()[:3] == "200"
		assert {method for _site, method in prefetch._habits} <= {"ping"}

	def test_a_right_that_was_taken_away_is_gone_with_the_next_request(self, site: str, world: World) -> None:
		asked = Site(site, [REPORTER])
		with ThreadPoolExecutor(1) as worker:
			assert [
				worker.submit(asked.ask, REPORTER, "POST", GET_LIST, LIST).result()[:3] for _ in range(3)
			] == ["200"] * 3
			rights = {"parent": SUMMARY, "role": "Kepu County Reporter"}
			row = frappe.db.get_value("DocPerm", rights)
			frappe.db.set_value("DocPerm", row, {"read": 0, "select": 0})
			frappe.clear_cache(doctype=SUMMARY)
			frappe.db.commit()
			try:
				answer = worker.submit(asked.ask, REPORTER, "POST", GET_LIST, LIST).result()
			finally:
				frappe.db.set_value("DocPerm", row, {"read": 1, "select": 1})
				frappe.clear_cache(doctype=SUMMARY)
				frappe.db.commit()
		assert answer.startswith("403")

	def test_only_what_more_than_half_of_them_read_is_usual(self) -> None:
		habits = prefetch.Habits()
		for number in range(200):
			habits.note(
				{("doctype_meta", "County")} | ({("doctype_meta", "File")} if number % 3 == 0 else set())
			)
		assert habits.usual() == [("doctype_meta", "County")]
