"""Settings of a bench and of its services, all of them inside the bench's folder and on 127.0.0.1.

	settings.py BENCH get NAME                               prints one of the bench's settings
	settings.py BENCH common PORT SITE USER NICENESS         writes sites/common_site_config.json
	settings.py BENCH database FLUSH_LOG                     writes config/mariadb.cnf
	settings.py BENCH web SITE                               writes config/gunicorn.py and config/nginx.conf

BENCH is the folder; PORT the first of its ports; SITE the site that is served. USER is whom the command
``bench`` goes on as; NICENESS that of the workers; FLUSH_LOG InnoDB's setting of that name. Passwords that
are there already stay. Runs on any Python from 3.10 on, without Frappe.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

NGINX_TEMPLATE = Path(__file__).with_name("nginx.conf")
LARGEST_FILE = 50 << 20
"""Bytes; a scan may be as large. nginx lets through a little more."""

GUNICORN = """\
wsgi_app = "frappe.app:application"
workers, threads, worker_class, timeout = 2, 8, "gthread", 120


def post_request(worker, req, environ, resp):
    # A body that was refused unread would reset the connection before nginx has the answer.
    while environ["wsgi.input"].read(1 << 16):
        pass
"""

# A folder of its own for temporary tables: a server that starts removes those of every other in the same folder.
MARIADB = """\
[client]
host = 127.0.0.1
port = {port}
user = root
password = {password}

[mariadbd]
datadir = {bench}/mariadb
socket = {bench}/mariadb/server.sock
pid-file = {bench}/mariadb/server.pid
tmpdir = {bench}/mariadb-tmp
bind-address = 127.0.0.1
port = {port}
skip-name-resolve
character-set-server = utf8mb4
collation-server = utf8mb4_unicode_ci
innodb-buffer-pool-size = 512M
max-connections = 300
innodb-flush-log-at-trx-commit = {flush_log}
"""


class Ports(NamedTuple):
	"""Of one bench: the first is the front server's, all others follow from it."""

	front: int
	live: int
	web: int
	database: int
	cache: int
	queue: int

	@classmethod
	def from_first(cls, first: int) -> Ports:
		"""Raise ValueError where the last of them would be no port."""
		if not 1 <= first <= 65535 - 380:
			raise ValueError(f"No first port: {first}; it is 1 to {65535 - 380}.")
		return cls(first, first + 1, first + 2, first + 306, first + 379, first + 380)


def common_settings(
	before: Mapping[str, Any], ports: Ports, site: str, user: str, niceness: int
) -> dict[str, Any]:
	"""Write the settings of the whole bench. What an administrator has added stays, and so do passwords.

	Root needs ``frappe_user``, or bench refuses to run. Mail is kept in the Email Queue and not sent: the people of a
	demo or a test are not real.
	"""
	return {
		"root_password": secrets.token_hex(16),
		"admin_password": secrets.token_hex(8),
		"max_file_size": LARGEST_FILE,
		**before,
		"default_site": site,
		"frappe_user": user,
		"db_host": "127.0.0.1",
		"db_port": ports.database,
		"redis_cache": f"redis://127.0.0.1:{ports.cache}",
		"redis_queue": f"redis://127.0.0.1:{ports.queue}",
		"webserver_port": ports.front,
		"socketio_port": ports.live,
		"mute_emails": 1,
		"background_process_niceness": niceness,
	}


def database_settings(bench: Path, common: Mapping[str, Any], flush_log: int) -> str:
	"""Of MariaDB's server and of the programs that ask it."""
	return MARIADB.format(
		bench=bench, port=common["db_port"], password=common["root_password"], flush_log=flush_log
	)


def nginx_settings(template: str, bench: Path, site: str, ports: Ports, workers_as_root: bool) -> str:
	"""Return the template with its names between @ filled in.

	Args:
		workers_as_root: nginx started by root would give its workers to another user, who cannot read the bench.
	"""
	names = {
		"BENCH": bench,
		"SITE": site,
		"HOSTS": f"127.0.0.1 localhost {site}",
		"PORT": ports.front,
		"WEB_PORT": ports.web,
		"LIVE_PORT": ports.live,
	}
	for name, value in names.items():
		template = template.replace(f"@{name}@", str(value))
	return f"user root;\n{template}" if workers_as_root else template


def write_private(path: Path, text: str) -> None:
	"""Put a file in place as a whole; nobody but its owner, who stays, can read it at any moment."""
	fresh = path.with_name(path.name + ".new")
	fresh.unlink(missing_ok=True)
	fresh.touch(mode=0o600)
	fresh.write_text(text, encoding="utf-8")
	if path.exists():
		before = path.stat()
		os.chown(fresh, before.st_uid, before.st_gid)
	os.replace(fresh, path)


def read_common(bench: Path) -> dict[str, Any]:
	path = _common_file(bench)
	return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def write_common(bench: Path, port: str, site: str, user: str, niceness: str) -> None:
	settings = common_settings(read_common(bench), Ports.from_first(int(port)), site, user, int(niceness))
	write_private(_common_file(bench), json.dumps(settings, indent=1, sort_keys=True))


def write_database(bench: Path, flush_log: str) -> None:
	write_private(bench / "config/mariadb.cnf", database_settings(bench, read_common(bench), int(flush_log)))


def write_web(bench: Path, site: str, workers_as_root: str = "") -> None:
	ports = Ports.from_first(read_common(bench)["webserver_port"])
	template = NGINX_TEMPLATE.read_text(encoding="utf-8")
	text = nginx_settings(template, bench, site, ports, bool(workers_as_root))
	(bench / "config/gunicorn.py").write_text(GUNICORN, encoding="utf-8")
	(bench / "config/nginx.conf").write_text(text, encoding="utf-8")


def print_setting(bench: Path, name: str) -> None:
	print(read_common(bench)[name])


def _common_file(bench: Path) -> Path:
	return bench / "sites/common_site_config.json"


COMMANDS: dict[str, Callable[..., None]] = {
	"get": print_setting,
	"common": write_common,
	"database": write_database,
	"web": write_web,
}

if __name__ == "__main__":
	_script, folder, command, *rest = sys.argv
	COMMANDS[command](Path(folder), *rest)
