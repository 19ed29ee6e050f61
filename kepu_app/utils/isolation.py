"""What a transaction sees once it holds a lock, the same on every MariaDB.

Quotas, freezing and every save rely on it that a locking read gives the newest committed row. Since 11.6 MariaDB
refuses such a read by default ("Record has changed since last read", error 1020) to whoever had to wait for the
lock: of twenty people who act at once nineteen would get an error. The older behaviour is a setting of the
session (``innodb_snapshot_isolation``), there since 10.6.18.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe
from pymysql.constants.ER import UNKNOWN_SYSTEM_VARIABLE

_servers_without_it: set[str] = set()
"""Databases, by site, of servers that do not know the setting."""


def lock_value(
	doctype: str, name: str, fields: str | Sequence[str] = "name", *, as_dict: bool = False
) -> Any:
	"""Value or values of a row as ``frappe.db.get_value`` gives them, newest; the row stays locked until the
	transaction ends."""
	read_newest_under_lock()
	return frappe.db.get_value(doctype, name, fields, as_dict=as_dict, for_update=True)


def share_value(doctype: str, name: str, field: str) -> Any:
	"""As ``lock_value`` for one field, but others may hold the row in the same way; who wants to change it waits."""
	read_newest_under_lock()
	# The query builder knows "for update" alone. Names of DocTypes and fields are the caller's own.
	query = f"select `{field}` from `tab{doctype}` where name = %s lock in share mode"
	found = frappe.db.sql(query, name)  # nosemgrep: frappe-using-db-sql
	return found[0][0] if found else None


def read_newest_under_lock(*_arguments: Any, **_options: Any) -> None:
	"""Handle hook of requests and jobs: from now on this connection's locking reads give the newest row."""
	if _is_done() or frappe.db.db_type != "mariadb" or frappe.local.site in _servers_without_it:
		return
	try:
		# The query builder has no settings of a session.
		frappe.db.sql("set session innodb_snapshot_isolation = off")  # nosemgrep: frappe-using-db-sql
		frappe.db._conn.kepu_reads_newest = True
	except frappe.db.OperationalError as error:
		if error.args[0] != UNKNOWN_SYSTEM_VARIABLE:
			raise
		_servers_without_it.add(frappe.local.site)


def _is_done() -> bool:
	# Frappe makes a connection when it is first needed, and another one when that was lost.
	return getattr(frappe.db._conn, "kepu_reads_newest", False)
