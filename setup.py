"""Metadata of kepu_app. Tool settings stand in pyproject.toml."""

import re
from pathlib import Path

from setuptools import find_packages, setup

ROOT = Path(__file__).parent
VERSION = re.search(r'__version__ = "(.+?)"', (ROOT / "kepu_app/__init__.py").read_text(encoding="utf-8"))[1]

setup(
	name="kepu_app",
	version=VERSION,
	description="Yearly reporting of China's national science-popularisation demonstration counties",
	long_description=(ROOT / "README.md").read_text(encoding="utf-8"),
	long_description_content_type="text/markdown",
	license="MIT",
	author="The kepu_app authors",
	python_requires=">=3.10",
	packages=find_packages(include=["kepu_app", "kepu_app.*"]),
	include_package_data=True,
	zip_safe=False,
	# Frappe itself is no dependency here: bench installs it, and the core runs without it. The ranges
	# hold what Frappe 15 pins (WeasyPrint 59.0 with pydyf 0.10.0) as well as the current releases.
	install_requires=[
		"apprise>=1.9,<3",
		"cssselect2>=0.7,<1",
		"docxtpl>=0.16.7,<1",
		"Jinja2>=3.1.2,<4",
		"MarkupSafe>=2.1",
		"openpyxl>=3.1.2,<4",
		"phonenumbers>=8.13.13,<10",
		"pikepdf>=9,<11",
		"pydyf>=0.10.0",
		"pypdfium2>=4.30",
		"rich>=13.3,<16",
		"segno>=1.6,<2",
		"tinycss2>=1.2,<2",
		"uharfbuzz>=0.56,<1",
		"weasyprint>=59.0",
		"zxing-cpp>=3,<4",
	],
	extras_require={
		"test": [
			"coverage[toml]>=7.4",
			"hypothesis>=6.98",
			"pdfplumber>=0.11",
			"pytest>=8",
			"pytest-cov>=5",
			"pytest-xdist>=3.6",
			"PyYAML>=6",
			"supervisor>=4.3,<5",
		],
		"lint": ["mypy>=1.20,<2", "ruff>=0.6"],
		"mutants": ["cosmic-ray==8.7.0"],
	},
	entry_points={"console_scripts": ["kepu=kepu_app.core.cli:main"]},
	classifiers=[
		"Framework :: Frappe",
		"License :: OSI Approved :: MIT License",
		"Natural Language :: Chinese (Simplified)",
		"Operating System :: POSIX :: Linux",
		"Programming Language :: Python :: 3",
	],
)
