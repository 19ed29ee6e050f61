"""What the site tells open pages, read where the server of live updates reads it: from Redis."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import frappe
from redis import Redis

LONGEST = 30
"""Seconds until Redis must have handed on what it was given."""

Told = Callable[[], list[dict[str, Any]]]


@contextmanager
def live_updates() -> Iterator[Told]:
	"""Yield a function that returns what this site has told since the block began, or since it was last called."""
	redis = Redis.from_url(frappe.conf.redis_queue)
	heard = redis.pubsub()
	end = f"kepu-test-{frappe.generate_hash(length=10)}"
	heard.subscribe("events", end)
	for _channel in range(2):
		assert _next(heard)["type"] == "subscribe"

	def told() -> list[dict[str, Any]]:
		redis.publish(end, "")  # Redis keeps the order: what was told before arrives before this
		found = []
		while (message := _next(heard))["channel"] != end.encode():
			found.append(json.loads(message["data"]))
		return [each for each in found if each["namespace"] == frappe.local.site]

	try:
		yield told
	finally:
		heard.close()
		redis.close()


def _next(heard: Any) -> dict[str, Any]:
	message = heard.get_message(timeout=LONGEST)
	assert message, f"Redis has handed on nothing for {LONGEST} s"
	return message
