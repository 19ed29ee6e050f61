"""The tours of the forms, on sites that were made without them."""

from __future__ import annotations

from kepu_app.setup.seed import seed_form_tours


def execute() -> None:
	"""Add the tours; one of the same title is left as it is."""
	seed_form_tours()
