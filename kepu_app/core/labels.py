"""Chinese labels of the fields of records, kept in the fields' metadata."""

from __future__ import annotations

import dataclasses
from typing import Any


def labelled(label: str, **options: Any) -> Any:
	"""A dataclass field with its Chinese label; ``options`` as for ``dataclasses.field``."""
	return dataclasses.field(metadata={"label": label}, **options)


def source_field() -> Any:
	"""A dataclass field for what a record was made from; it is no part of what the record says."""
	return dataclasses.field(default=None, compare=False, repr=False)


def label_of(record_type: type, name: str) -> str:
	"""The Chinese label of a field. Raises KeyError for a field that the record does not have."""
	labels: dict[str, str] = {
		each.name: each.metadata.get("label", each.name) for each in dataclasses.fields(record_type)
	}
	return labels[name]
