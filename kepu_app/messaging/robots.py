"""Sending a text to a group."""

from __future__ import annotations

from kepu_app.core.messaging.addresses import Robot


def send(robot: Robot, text: str) -> None:
	"""Send a text by the group's robot, once.

	Raises:
		NotTakenError: the vendor's server refused it, or timed out.
	"""
	from kepu_app.messaging.apprise_robots import plugin_of  # Apprise is imported for this alone

	plugin_of(robot).notify(body=text)
