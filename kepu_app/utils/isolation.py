"""Locking reads that return the newest committed row on every MariaDB release.

Quotas, freezing and every save rely on this. Since 11.6 MariaDB by default refuses such a read after a lock wait
(error 1020): of twenty concurrent users nineteen would get an error. The session variable
``VARIABLE``, available since 10.6.18, restores the older behaviour.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe
from pymysql.constants.ER import UNKNOWN_SYSTEM_VARIABLE

VARIABLE = "innodb_snapshot_isolation"

_servers_without_it: set[str] = set()
"""Databases, by site, of servers without the session variable."""


def lock_value(
	doctype: str, name: str, fields: str | Sequence[str] = "name", *, as_dict: bool = False
) -> Any:
	"""Return a row's newest values, as ``frappe.db.get_value`` does, and lock it until the transaction ends."""
	read_newest_under_lock()
	return frappe.db.get_value(doctype, name, fields, as_dict=as_dict, for_update=True)


def share_value(doctype: str, name: str, field: str) -> Any:
	"""Return one field under a shared lock: others may share it, writers wait."""
	read_newest_under_lock()
	# The query builder only supports "for update". DocType and field names come from our code: no injection.
	query = f"select `{field}` from `tab{doctype}` where name = %s lock in share mode"
	found = frappe.db.sql(query, name)  # nosemgrep: frappe-using-db-sql
	return found[0][0] if found else None


def read_newest_under_lock(*_arguments: Any, **_options: Any) -> None:
	"""Handle hook of requests and jobs: make this connection's locking reads return the newest row."""
	if _is_done() or frappe.db.db_type != "mariadb" or frappe.local.site in _servers_without_it:
		return
	try:
		# The query builder cannot set session variables.
		query = f"set session {VARIABLE} = off"
		frappe.db.sql(query)  # nosemgrep: frappe-using-db-sql
		frappe.db._conn.kepu_reads_newest = True
	except frappe.db.OperationalError as error:
		if error.args[0] != UNKNOWN_SYSTEM_VARIABLE:
			raise
		_servers_without_it.add(frappe.local.site)


def _is_done() -> bool:
	# Frappe connects lazily, and reconnects after a lost connection.
	return getattr(frappe.db._conn, "kepu_reads_newest", False)
