"""The site bears the app's name, unless it has one of its own."""

from kepu_app.setup.naming import name_system


def execute() -> None:
	"""Do nothing the second time."""
	name_system()
