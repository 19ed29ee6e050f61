"""Frappe's worker, with what jobs need loaded before it forks for the first of them.

The worker forks for every job, and each child would load the same modules anew: 0.1 to 0.3 s of processor time a
job. What is loaded here is shared. Takes the arguments of ``bench``: ``worker.py frappe worker --queue short``.
"""

from importlib import import_module

from frappe.utils import bench_helper

FOR_JOBS = (
	"frappe.core.doctype.user.user",
	"frappe.database.query",
	"frappe.desk.doctype.notification_log.notification_log",
	"frappe.email.doctype.email_queue.email_queue",
	"frappe.model.delete_doc",
	"frappe.model.workflow",
	"frappe.utils.background_jobs",
	"frappe.utils.global_search",
	"frappe.utils.safe_exec",
	"kepu_app.intake.reading",
	"kepu_app.overrides.replaced",
	"kepu_app.packages.build",
	"kepu_app.review.bulk",
)

if __name__ == "__main__":
	for module in FOR_JOBS:
		import_module(module)
	bench_helper.main()
