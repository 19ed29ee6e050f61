"""Runs every check; an exception in one is a finding itself and hides no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import frappe
from frappe import _, _lt

from kepu_app.doctor import machine, messages, records
from kepu_app.doctor.finding import Finding

Check = Callable[[], Iterator[Finding]]

CHECKS: dict[str, tuple[object, Check]] = {
	"language": (_lt("Language and time"), records.check_language),
	"roles": (_lt("Roles of the app"), records.check_roles),
	"fixtures": (_lt("Records of the app"), records.check_fixtures),
	"seeds": (_lt("Records made on installing"), records.check_seeds),
	"workflows": (_lt("Workflows"), records.check_workflows),
	"workspace": (_lt("Workspace of the app"), records.check_workspace),
	"number_cards": (_lt("Number cards"), records.check_number_cards),
	"limits": (_lt("Limits of the open cycle"), records.check_limits),
	"patches": (_lt("Patches"), records.check_patches),
	"fonts": (_lt("Fonts of papers"), machine.check_fonts),
	"queue": (_lt("Queue and scheduler"), machine.check_queue),
	"mail": (_lt("Outgoing mail"), machine.check_mail),
	"messages": (_lt("Messages to groups and mobile numbers"), messages.check_messages),
	"room": (_lt("Sizes and room"), machine.check_room),
	"versions": (_lt("Versions"), machine.check_versions),
}
"""Each check's title and function."""


def examine() -> dict[str, list[Finding]]:
	"""Return the findings of each check, in the order of ``CHECKS``; an empty list means it passed."""
	return {name: _findings_of(check) for name, (_title, check) in CHECKS.items()}


def _findings_of(check: Check) -> list[Finding]:
	try:
		return list(check())
	except Exception as error:
		frappe.log_error(f"kepu-doctor: {check.__name__}")
		return [Finding(_("The check failed: {0}").format(error), _("Desk: list of Error Log"))]


def report(findings: dict[str, list[Finding]]) -> Iterator[str]:
	"""Yield the lines of a readable report."""
	for name, found in findings.items():
		title = str(CHECKS[name][0])
		if not found:
			yield f"✓ {title}"
		for each in found:
			yield f"{'✗' if each.serious else '!'} {title}：{each.problem}"
			yield "    " + _("Remedy: {0}").format(each.remedy)


def has_serious(findings: dict[str, list[Finding]]) -> bool:
	"""Return whether any finding is serious."""
	return any(each.serious for found in findings.values() for each in found)
