"""Chinese labels of the fields of records, kept in the fields' metadata."""

from __future__ import annotations

import dataclasses
from typing import Any


def labelled(label: str, **options: Any) -> Any:
	"""Return a dataclass field with its Chinese label; ``options`` as for ``dataclasses.field``."""
	return dataclasses.field(metadata={"label": label}, **options)


def source_field() -> Any:
	"""Return a dataclass field for the document that a record was built from, which no comparison looks at."""
	return dataclasses.field(default=None, compare=False, repr=False)


def label_of(record_type: type, name: str) -> str:
	"""Return the Chinese label of a field. Raises KeyError for a field that the record does not have."""
	labels: dict[str, str] = {
		each.name: each.metadata.get("label", each.name) for each in dataclasses.fields(record_type)
	}
	return labels[name]
