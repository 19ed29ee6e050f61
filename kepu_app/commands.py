"""What the app adds to the command ``bench``; Frappe looks here by this name."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click
import frappe
from frappe.commands import get_site, pass_context

from kepu_app.doctor.finding import Finding


@click.command("kepu-doctor")
@click.option("--json", "as_json", is_flag=True, help="Findings as JSON.")
@pass_context
def kepu_doctor(context: object, as_json: bool) -> None:
	"""Say what on the site is not as it should be, each with its remedy; ends with 1 if anything is serious."""
	from kepu_app.doctor import examination

	with frappe.init_site(get_site(context)):
		frappe.connect()
		frappe.local.lang = "zh"
		findings = examination.examine()
		frappe.db.commit()  # the Error Log, if a check broke
		click.echo(_as_json(findings) if as_json else "\n".join(examination.report(findings)))
	sys.exit(int(examination.has_serious(findings)))


def _as_json(findings: dict[str, list[Finding]]) -> str:
	rows = {name: [asdict(each) for each in found] for name, found in findings.items()}
	return json.dumps(rows, ensure_ascii=False)


commands = [kepu_doctor]
