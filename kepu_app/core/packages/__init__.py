"""The package for CAST (汇总材料): build a province's folder and zip, and verify them.

=================  ====================================================================
path               what it is
=================  ====================================================================
1-工作总结/         a PDF and a Word file a county, stamped scans beside them
2-典型案例/         Attachment 3 as PDF and Word, stamped scans
3-宣讲团人选/       Attachment 4 as PDF and Word, stamped scans
4-佐证材料/         where the province sends it: a folder a county, files by criterion
汇总表.xlsx         what the package holds, at a glance
manifest.json      SHA-256 and size of every file, counts, cycle, versions
=================  ====================================================================

The same submission gives the same bytes, in the folder and in the zip.
"""

from kepu_app.core.packages.archive import ARCHIVE_SUFFIX, write_archive
from kepu_app.core.packages.build import BuiltPackage, build_package, package_name
from kepu_app.core.packages.evidence import EVIDENCE_FOLDER, EvidenceFile
from kepu_app.core.packages.manifest import MANIFEST_NAME, FileEntry, Manifest
from kepu_app.core.packages.printing import Templates
from kepu_app.core.packages.verify import Verification, verify_package

__all__ = [
	"ARCHIVE_SUFFIX",
	"EVIDENCE_FOLDER",
	"MANIFEST_NAME",
	"BuiltPackage",
	"EvidenceFile",
	"FileEntry",
	"Manifest",
	"Templates",
	"Verification",
	"build_package",
	"package_name",
	"verify_package",
	"write_archive",
]
