"""Whatever the scheduler or the queue runs is a job: its start, its end and its counts are logged."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

APP = Path(__file__).parents[2] / "kepu_app"
MODULES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(APP.rglob("*.py"))}
HANDS_ON = ("kepu_app.utils.background.start_alone", "kepu_app.utils.runs.BackgroundRun.start")
"""They put on the queue what somebody else names: their calls are looked at where they are called."""

SCHEDULED = (
	"kepu_app.cycles.jobs.lock_due_cycles",
	"kepu_app.messaging.delivery.deliver",
	"kepu_app.reminders.daily.send_due_reminders",
)
QUEUED = (
	"kepu_app.county_list.jobs.execute",
	"kepu_app.cycles.jobs.execute",
	"kepu_app.intake.receipts.read_all",
	"kepu_app.library.printing.run",
	"kepu_app.messaging.delivery.deliver",
	"kepu_app.overrides.people.send_password_link",
	"kepu_app.packages.build.run",
	"kepu_app.review.bulk.run",
)


def test_what_the_scheduler_runs_is_known() -> None:
	assert sorted(scheduled()) == sorted(SCHEDULED)


def test_what_the_queue_runs_is_known() -> None:
	assert sorted(set(queued())) == sorted(QUEUED)


def test_each_is_a_job() -> None:
	assert [name for name in sorted({*scheduled(), *queued()}) if not is_job(name)] == []


def test_a_function_that_is_no_job_is_found() -> None:
	assert not is_job("kepu_app.cycles.run.start")


def test_each_job_has_a_name_of_its_own_and_shows_arguments_that_it_has() -> None:
	names = []
	for function in map(function_of, sorted({*scheduled(), *queued()})):
		name, *shown = (each.value for each in decorator_of(function).args)
		names.append(name)
		assert set(shown) <= {each.arg for each in function.args.args}
	assert len(names) == len(set(names))


def scheduled() -> list[str]:
	hooks = next(
		node.value
		for node in MODULES[APP / "hooks.py"].body
		if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "scheduler_events"
	)
	return [name for names in ast.literal_eval(hooks).values() for name in names]


def queued() -> Iterator[str]:
	"""Give what each call names that puts something on the queue."""
	for path, tree in MODULES.items():
		for where, call in calls_of(tree, module_name(path)):
			if where not in HANDS_ON and is_for_queue(call):
				yield named_by(call.args[0], path)


def calls_of(tree: ast.AST, where: str) -> Iterator[tuple[str, ast.Call]]:
	for node in ast.iter_child_nodes(tree):
		inner = f"{where}.{node.name}" if isinstance(node, ast.FunctionDef | ast.ClassDef) else where
		if isinstance(node, ast.Call):
			yield inner, node
		yield from calls_of(node, inner)


def is_for_queue(call: ast.Call) -> bool:
	called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
	# ``start`` of a run is the one of this name that is given a timeout.
	is_run = called == "start" and any(each.arg == "timeout" for each in call.keywords)
	return is_run or called in ("enqueue", "enqueue_doc", "enqueue_call", "start_alone")


def named_by(node: ast.expr, path: Path) -> str:
	"""Return the dotted name of a function that is given as a text, as a constant or as itself."""
	if isinstance(node, ast.Constant):
		return node.value
	assert isinstance(node, ast.Name), f"{path}:{node.lineno}: what is put on the queue is not to be seen"
	for each in MODULES[path].body:
		if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == node.id:
			return ast.literal_eval(each.value)
		if isinstance(each, ast.FunctionDef) and each.name == node.id:
			return f"{module_name(path)}.{node.id}"
	raise AssertionError(f"{path}:{node.lineno}: {node.id} is not of this module")


def module_name(path: Path) -> str:
	return ".".join(path.relative_to(APP.parent).with_suffix("").parts)


def function_of(name: str) -> ast.FunctionDef:
	module, _, function = name.rpartition(".")
	path = APP.parent / f"{module.replace('.', '/')}.py"
	return next(
		each for each in MODULES[path].body if isinstance(each, ast.FunctionDef) and each.name == function
	)


def decorator_of(function: ast.FunctionDef) -> ast.Call | None:
	found = [each for each in function.decorator_list if isinstance(each, ast.Call)]
	return next((each for each in found if getattr(each.func, "id", "") == "job"), None)


def is_job(name: str) -> bool:
	return decorator_of(function_of(name)) is not None
