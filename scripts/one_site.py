"""Settings of gunicorn without nginx in front: it serves the site that KEPU_SITE names under every host name.

For tests and benchmarks that need a web server of their own beside the bench's.
"""

import os

wsgi_app = "frappe.app:application"
workers, threads, worker_class, timeout = 2, 8, "gthread", 120


def post_worker_init(worker: object) -> None:
	"""Name the site, as nginx does by a header."""
	import frappe.app

	frappe.app._site = os.environ["KEPU_SITE"]
