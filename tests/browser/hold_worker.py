"""Keeps the worker busy for a few seconds, so that what is begun next can be seen while it waits and runs.

Run with the bench's Python, in the folder of sites: hold_worker.py SITE SECONDS
"""

from __future__ import annotations

import subprocess
import sys

import frappe

if __name__ == "__main__":
	site, seconds = sys.argv[1:]
	frappe.init(site)
	frappe.connect()
	frappe.enqueue(subprocess.run, queue="long", args=["sleep", seconds])
	print("{}")
	frappe.destroy()
