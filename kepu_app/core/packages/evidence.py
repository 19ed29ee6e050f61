"""佐证材料 in a package: the files that counties give for single criteria, by county and criterion."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kepu_app.core.errors import PackageError
from kepu_app.core.model import County, Submission
from kepu_app.core.packages.printing import county_stem, safe_name

EVIDENCE_FOLDER = "4-佐证材料"


@dataclass(frozen=True)
class EvidenceFile:
	"""One file: ``source`` is where its content lies, None where it is gone; ``filename`` what the county called it."""

	county_code: str
	criterion: int
	filename: str
	source: Path | None


def write_evidence(submission: Submission, files: Sequence[EvidenceFile], folder: Path) -> None:
	"""Copy the files below the package's ``folder``: 4-佐证材料/341302-埇桥区/03-合影.jpg. Equal names are numbered.

	Raises:
		PackageError: a file is not there, named with its county and criterion.
	"""
	times: Counter[str] = Counter()
	for file in files:
		stem = f"{_place(submission, file)}/{file.criterion:02d}-{safe_name(Path(file.filename).stem)}"
		suffix = safe_name(Path(file.filename).suffix.lower()) if Path(file.filename).suffix else ""
		key = f"{stem}.{suffix}".casefold()
		times[key] += 1
		number = f"-{times[key]}" if times[key] > 1 else ""
		target = folder / f"{stem}{number}{f'.{suffix}' if suffix else ''}"
		target.parent.mkdir(parents=True, exist_ok=True)
		_copy(file, target)


def _place(submission: Submission, file: EvidenceFile) -> str:
	county = submission.county(file.county_code) or County(code=file.county_code, name=file.county_code)
	return f"{EVIDENCE_FOLDER}/{county_stem(county)}"


def _copy(file: EvidenceFile, target: Path) -> None:
	if file.source is None or not file.source.is_file():
		message = (
			f"代码{file.county_code}的第{file.criterion}条佐证材料“{file.filename}”已不在服务器上，请重新上传"
		)
		raise PackageError(message, code="package.evidence_missing", place=file.filename)
	shutil.copyfile(file.source, target)
