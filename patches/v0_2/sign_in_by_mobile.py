"""People sign in with their mobile numbers. Once: an administrator who switches it off again has it so."""

from __future__ import annotations

from kepu_app.setup.install import allow_mobile_numbers


def execute() -> None:
	allow_mobile_numbers()
