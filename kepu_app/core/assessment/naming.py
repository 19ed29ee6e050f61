"""Distinct names for subjects of the same name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

Named = tuple[str, str, str]
"""Key, name, and the group (city or province) of a subject."""


def distinct_names(subjects: Sequence[Named]) -> list[str]:
	"""Return the names, repeated ones with their group, as in 鼓楼区（徐州市）.

	Names that are still alike, or have no group, get their key.
	"""
	times = Counter(name for _key, name, _group in subjects)
	with_group = [
		name if times[name] == 1 or not group else f"{name}（{group}）" for _key, name, group in subjects
	]
	times = Counter(with_group)
	return [
		shown if times[shown] == 1 else f"{name}（{key}）"
		for shown, (key, name, _group) in zip(with_group, subjects, strict=True)
	]
