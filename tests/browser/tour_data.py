"""Whether the tours of the forms were shown to a user, for the browser test of them.

Runs with the bench's own Python, from the folder ``sites``, after ``site_data.py``::

    ../env/bin/python …/tour_data.py SITE USER seen|unseen
"""

from __future__ import annotations

import json
import sys

import frappe

from kepu_app.desk.tours import SEEN
from kepu_app.utils.doctypes import WORKFLOW_DOCTYPES


def main() -> None:
	site, user, wanted = sys.argv[1:]
	frappe.init(site)
	frappe.connect()
	if wanted == "seen":
		frappe.defaults.set_user_default(SEEN, json.dumps(WORKFLOW_DOCTYPES), user)
	else:
		frappe.defaults.clear_user_default(SEEN, user)
	frappe.cache.hdel("bootinfo", user)
	frappe.db.commit()
	print(json.dumps(user))
	frappe.destroy()


if __name__ == "__main__":
	main()
