"""What a request brings is looked at as it will be used, whatever type it is said to be of, and it has a length."""

import json
from collections.abc import Callable, Iterator

import frappe
import pytest
import requests
from frappe.deferred_insert import save_to_db

from tests.site.client import Client
from tests.site.endpoints import said, upload
from tests.site.factories import FOREIGN_COUNTY, FOREIGN_REPORTER, REPORTER, World
from tests.years import year_of

YEAR = year_of(__file__)
SignIn = Callable[[str], Client]
TYPES = (
	*("application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""),
	*("application/octet-stream", "text/json"),
)
FORM = '<form action="https://example.net"><input name="p"></form>'


@pytest.fixture(scope="module")
def task(world: World) -> Iterator[str]:
	"""Yield a task of the reporter's own about the county's summary."""
	named = {"reference_type": "Annual Summary", "reference_name": world.summary()}
	document = frappe.get_doc({"doctype": "ToDo", "description": "x", "allocated_to": REPORTER, **named})
	document.insert()
	frappe.db.set_value("ToDo", document.name, "owner", REPORTER)
	frappe.db.commit()
	yield document.name
	frappe.delete_doc("ToDo", document.name)
	frappe.db.commit()


def put(client: Client, kind: str, path: str, values: dict[str, str], query: str = "") -> requests.Response:
	headers = {"Content-Type": kind}
	return client.request("PUT", f"{path}{query}", data=json.dumps(values).encode(), headers=headers)


@pytest.mark.parametrize("kind", TYPES)
def test_the_type_of_a_body_hides_nothing(world: World, sign_in: SignIn, task: str, kind: str) -> None:
	client = sign_in(REPORTER)
	own = upload(client, "Annual Summary", world.summary(), f"x{kind.replace('/', '-')}.txt", b"x")
	file = own.json()["message"]["name"]
	there, missing = world.summary(FOREIGN_COUNTY), f"{YEAR}-999999"
	attached = {"attached_to_doctype": "Annual Summary"}
	for path, values in (
		(f"/api/resource/File/{file}", [{**attached, "attached_to_name": each} for each in (there, missing)]),
		(
			f"/api/resource/ToDo/{task}",
			[{"allocated_to": each} for each in (FOREIGN_REPORTER, "no@body.test")],
		),
		(f"/api/resource/ToDo/{task}", [{"reference_name": each} for each in (there, missing)]),
	):
		answers = [put(client, kind, path, each) for each in values]
		assert [each.status_code for each in answers] == [403, 403], [said(each) for each in answers]
	assert frappe.db.get_value("ToDo", task, "allocated_to") == REPORTER


def test_the_address_does_not_stand_for_the_body(world: World, sign_in: SignIn, task: str) -> None:
	"""Frappe lets the address win where it reads arguments, and the body where it writes."""
	client, path = sign_in(REPORTER), f"/api/resource/ToDo/{task}"
	answer = put(
		client, "application/json", path, {"allocated_to": FOREIGN_REPORTER}, f"?allocated_to={REPORTER}"
	)
	assert answer.status_code == 403, said(answer)
	assert frappe.db.get_value("ToDo", task, "allocated_to") == REPORTER


def test_a_document_called_new_is_one_like_any_other(world: World, sign_in: SignIn) -> None:
	file = frappe.get_doc(
		{"doctype": "ToDo", "description": "他人事项", "allocated_to": FOREIGN_REPORTER}
	).insert()
	frappe.rename_doc("ToDo", file.name, "new-todo-1", force=True, show_alert=False)
	frappe.db.commit()
	try:
		client = sign_in(REPORTER)
		for method in ("frappe.desk.form.load.getdoc", "frappe.client.get"):
			answer = client.call(method, doctype="ToDo", name="new-todo-1")
			assert answer.status_code == 403, said(answer)
	finally:
		frappe.delete_doc("ToDo", "new-todo-1", force=True)
		frappe.db.commit()


def comment(client: Client, world: World, text: str) -> requests.Response:
	about = {"reference_doctype": "Annual Summary", "reference_name": world.summary()}
	by = {"comment_email": REPORTER, "comment_by": "x"}
	return client.call("frappe.desk.form.utils.add_comment", **about, **by, content=text)


@pytest.mark.parametrize("size", [30_000, 6_000_000])
def test_a_comment_has_a_length(world: World, sign_in: SignIn, size: int) -> None:
	answer = comment(sign_in(REPORTER), world, "长" * (size // 3))
	assert answer.status_code in ((413,) if size > 4_000_000 else (200,)), said(answer)
	answer = comment(sign_in(REPORTER), world, "长" * 20_001)
	assert answer.status_code == 417
	assert "20001" in said(answer)
	assert answer.elapsed.total_seconds() < 10


@pytest.mark.parametrize(
	("written", "kept"),
	[
		(f"请看{FORM}", "请看"),
		('<div style="position:fixed;inset:0;z-index:9999" class="modal show">好</div>', "<div>好</div>"),
		(
			'<p>第一段</p><ul><li class="ql-indent-1">项</li></ul>',
			'<p>第一段</p><ul><li class="ql-indent-1">项</li></ul>',
		),
		('<a href="https://example.net/a">链接</a>', '<a href="https://example.net/a">链接</a>'),
		("<iframe src='https://example.net'></iframe>尾", "尾"),
		(
			'<img src="http://127.0.0.1:9/x"><img src="//example.net/x"><img src="/\\example.net">词',
			"<img><img><img>词",
		),
		*(
			(f'<img src="{address}">词', "<img>词")
			for address in (
				"/files/../api/method/logout",
				"/files/../login?redirect-to=/app",
				"/files/%2e%2e/api/method/logout",
				"/files/\\..\\api",
				"/files//api/method/logout",
				"/private/files/a.png?cmd=logout",
				"/files/a.png#x",
			)
		),
		*(
			(f'<a href="{address}">词</a>', "<a>词</a>")
			for address in (
				"/api/method/logout",
				"../api/method/logout",
				"/%61pi/method/logout",
				"//127.0.0.1/API/v2/method/logout",
				"/app?cmd=logout",
			)
		),
		('<a href="/app/county/110101">区</a>', '<a href="/app/county/110101">区</a>'),
		(
			'<span class="mention" data-id="a" data-value="&lt;img src=x onerror=alert(1)&gt;" data-denotation-char="&lt;i&gt;">甲</span>',
			'<span class="mention" data-id="a">甲</span>',
		),
		('<img src="/private/files/a.png">', '<img src="/private/files/a.png">'),
		("a < b", "a < b"),
	],
)
def test_a_comment_has_words_and_a_plain_layout(
	world: World, sign_in: SignIn, written: str, kept: str
) -> None:
	answer = comment(sign_in(REPORTER), world, written)
	assert answer.ok, said(answer)
	stored = frappe.db.get_value("Comment", answer.json()["message"]["name"], "content")
	added = (' class=""', ' rel="noopener noreferrer"')  # by Frappe, by 16 the second
	for each in added:
		stored = stored.replace(each, "")
	assert stored.replace("&lt;", "<") == kept


def test_a_list_is_printed_without_fetching_what_its_page_names(world: World, sign_in: SignIn) -> None:
	page = "<html><title>County</title><body><img src='http://127.0.0.1:9/x'><table><tr><td>甲</td></tr></table></body></html>"
	answer = sign_in(REPORTER).call("frappe.utils.print_format.report_to_pdf", html=page)
	assert answer.ok, said(answer)
	assert answer.content.startswith(b"%PDF")


def test_the_access_log_keeps_words_alone(world: World, sign_in: SignIn) -> None:
	script = "<img src=x onerror=alert(1)>"
	told = {"doctype": "Annual Summary", "method": "PDF", "document": script, "report_name": script * 99}
	told |= {"filters": {"a": script}, "page": script, "columns": script}
	address = "/api/method/frappe.core.doctype.access_log.access_log.make_access_log"
	answer = sign_in(REPORTER).request("POST", address, json=told)
	assert answer.ok, said(answer)
	frappe.db.rollback()
	save_to_db()
	logged = frappe.get_last_doc("Access Log", {"user": REPORTER})
	assert (logged.export_from, logged.method) == ("Annual Summary", "PDF")
	assert (logged.page, logged.columns) == (None, None)
	assert "<" not in f"{logged.reference_document}{logged.report_name}{logged.filters}"
	assert "onerror" in logged.filters
