"""Evaluation of options that several commands share."""

from __future__ import annotations

import argparse

from kepu_app.core.cycle import Cycle
from kepu_app.core.defaults import DEFAULT_CYCLE, find_province, load_cycle, provinces
from kepu_app.core.errors import InputError
from kepu_app.core.model import Province


def chosen_cycle(options: argparse.Namespace) -> Cycle:
	"""Return the cycle of ``--cycle``, else the shipped one."""
	return load_cycle(options.cycle or DEFAULT_CYCLE)


def chosen_province(name: str | None) -> Province | None:
	"""Return the province of this name or code; None for none. Raises InputError for an unknown one."""
	if name is None:
		return None
	province = find_province(name)
	if province is None:
		known = "、".join(each.name for each in provinces())
		raise InputError(f"没有叫“{name}”的省级单位；可填：{known}", code="province.unknown", place=name)
	return province
