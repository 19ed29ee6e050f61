"""Tags that people of the app put on documents, by whatever way: short plain words, and not any number of them."""

from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest

from kepu_app.exceptions import TooManyNamedError
from kepu_app.overrides import replaced
from kepu_app.utils.doctypes import SUMMARY
from tests.site.client import Client
from tests.site.endpoints import error_type, messages, said
from tests.site.factories import REPORTER, World, acting_as
from tests.years import year_of

YEAR = year_of(__file__)
TAG = "frappe.desk.doctype.tag.tag"
SignIn = Callable[[str], Client]


ODD = ('z" style="x', "z' onclick='x'", "<b>", "a&b", "a=b", "a`b", "a\nb", "长" * 41, " ")


def add_tag(client: Client, dn: str, tag: str) -> Any:
	return client.call(f"{TAG}.add_tag", dt=SUMMARY, dn=dn, tag=tag)


@pytest.mark.parametrize("tag", ODD)
def test_a_tag_is_a_short_plain_word(client: Client, world: World, tag: str) -> None:
	response = add_tag(client, world.summary(), tag)
	assert error_type(response) == "ValidationError", said(response)
	assert "标签" in messages(response)


def test_by_whatever_way_it_is_made(client: Client, world: World) -> None:
	name, tag = world.summary(), ODD[0]
	for response in (
		client.call(f"{TAG}.add_tags", dt=SUMMARY, docs=[name], tags=[tag]),
		client.resource("POST", "Tag", json={"name": tag, "__newname": tag}),
		client.resource("PUT", SUMMARY, name, json={"_user_tags": f",{tag}"}),
		client.call("frappe.client.set_value", doctype=SUMMARY, name=name, fieldname="_user_tags", value=tag),
	):
		assert error_type(response) == "ValidationError", (response.request.url, said(response))
	frappe.db.rollback()
	assert not frappe.db.exists("Tag", tag)
	assert not frappe.db.get_value(SUMMARY, name, "_user_tags")


def test_a_tag_that_is_there_already_is_not_put_on_a_document_either(client: Client, world: World) -> None:
	frappe.get_doc({"doctype": "Tag", "name": 'old"'}).db_insert()
	frappe.db.commit()
	try:
		assert error_type(add_tag(client, world.summary(), 'old"')) == "ValidationError"
	finally:
		frappe.db.delete("Tag", {"name": 'old"'})
		frappe.db.commit()


@pytest.fixture
def present() -> Iterator[list[str]]:
	"""Tags that are there."""
	tags = [f"标签{each}" for each in range(19)]
	for each in tags:
		frappe.get_doc({"doctype": "Tag", "name": each}).db_insert(ignore_if_duplicate=True)
	yield tags
	frappe.db.rollback()
	frappe.db.delete("Tag", {"name": ["in", [*tags, "重点（待核）"]]})
	frappe.db.commit()


def test_plain_tags_are_taken_up_to_a_number(client: Client, world: World, present: list[str]) -> None:
	name = world.summary()
	frappe.db.set_value(SUMMARY, name, "_user_tags", ",".join(["", *present]), update_modified=False)
	frappe.db.commit()
	taken = add_tag(client, name, "重点（待核）")
	assert taken.ok, said(taken)
	refused = add_tag(client, name, "再一个")
	assert error_type(refused) == "ValidationError", said(refused)
	assert "20" in messages(refused)
	assert add_tag(client, name, "重点（待核）").ok  # it is there already
	assert client.call(f"{TAG}.remove_tag", dt=SUMMARY, dn=name, tag="重点（待核）").ok


def test_old_odd_tags_do_not_hinder_a_form(client: Client, world: World) -> None:
	name = world.summary()
	frappe.db.set_value(SUMMARY, name, "_user_tags", ',a"b', update_modified=False)
	frappe.db.commit()
	assert client.resource("PUT", SUMMARY, name, json={"_user_tags": ',a"b'}).ok


def test_tags_times_documents_are_counted(world: World) -> None:
	replaced.install()
	with acting_as(REPORTER), pytest.raises(TooManyNamedError):
		frappe.get_attr(f"{TAG}.add_tags")(
			tags=["a", "b", "c", "d", "e"], dt=SUMMARY, docs=[f"{YEAR}-{each}" for each in range(21)]
		)
