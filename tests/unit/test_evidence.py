"""佐证材料 in the package: a folder a county, known to the manifest and to the check; none in a draft."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kepu_app.core.errors import PackageError
from kepu_app.core.packages import EvidenceFile, build_package, verify_package
from kepu_app.core.packages.evidence import write_evidence
from tests.unit.factories import COUNTIES, make_submission

COUNTY = COUNTIES[0]
SMALL = make_submission(counties=COUNTIES[:1], summaries=(), cases=(), nominees=())


@pytest.fixture
def photo(tmp_path: Path) -> EvidenceFile:
	source = tmp_path / "a1b2c3"
	source.write_bytes(b"photo")
	return EvidenceFile(COUNTY.code, 3, "活动:合影.JPG", source)


def test_the_package_lists_its_evidence_and_misses_it(tmp_path: Path, photo: EvidenceFile) -> None:
	built = build_package(SMALL, tmp_path / "out", evidence=[photo, photo], jobs=1)
	folder = f"4-佐证材料/{COUNTY.code}-{COUNTY.name}"
	listed = {each.path for each in built.manifest.files}
	assert {f"{folder}/03-活动_合影.jpg", f"{folder}/03-活动_合影-2.jpg"} <= listed
	assert built.manifest.facts["counts"]["evidence"] == 2
	assert verify_package(built.archive).is_intact
	(built.folder / folder / "03-活动_合影.jpg").write_bytes(b"another")
	assert verify_package(built.folder).changed == (f"{folder}/03-活动_合影.jpg",)


def test_a_draft_has_no_evidence(tmp_path: Path, photo: EvidenceFile) -> None:
	built = build_package(SMALL, tmp_path / "out", evidence=[photo], draft=True, jobs=1)
	assert built.manifest.facts["counts"]["evidence"] == 0
	assert not [each for each in built.manifest.files if "佐证" in each.path]


@pytest.mark.parametrize("name", ["../../x.pdf", "..", "a/b.pdf", "没有后缀", "x." + "长" * 200])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, photo: EvidenceFile, name: str) -> None:
	write_evidence(SMALL, [replace(photo, filename=name)], tmp_path / "p")
	(found,) = [each for each in (tmp_path / "p").rglob("*") if each.is_file()]
	assert found.parent == tmp_path / "p" / "4-佐证材料" / f"{COUNTY.code}-{COUNTY.name}"
	assert len(found.name.encode()) <= 255


@pytest.mark.parametrize("source", [None, Path("gone")])
def test_a_file_that_is_gone_is_named(tmp_path: Path, photo: EvidenceFile, source: Path | None) -> None:
	with pytest.raises(PackageError, match=r"第3条佐证材料“活动:合影\.JPG”"):
		write_evidence(SMALL, [replace(photo, source=source)], tmp_path / "p")
