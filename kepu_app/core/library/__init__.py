"""案例库: cases of several years as a book, and what changed from year to year.

* book: a chosen set of cases, by topic and county, ready to print
* pdf: the book as PDF: title page, contents with page numbers, cases
* docx: the same as a Word file
* years: a county's reports of several years as plain figures
* changes: what changed between them, for a county and for a province
"""

from kepu_app.core.library.book import LibraryBook, LibraryCase, library_book
from kepu_app.core.library.changes import (
	CountyChanges,
	CriterionChange,
	FigureChange,
	ProvinceChanges,
	ProvinceYear,
	compare_county,
	compare_province,
)
from kepu_app.core.library.docx import library_docx
from kepu_app.core.library.pdf import library_html, library_pdf
from kepu_app.core.library.years import CountyYear, Figure, county_years

__all__ = [
	"CountyChanges",
	"CountyYear",
	"CriterionChange",
	"Figure",
	"FigureChange",
	"LibraryBook",
	"LibraryCase",
	"ProvinceChanges",
	"ProvinceYear",
	"compare_county",
	"compare_province",
	"county_years",
	"library_book",
	"library_docx",
	"library_html",
	"library_pdf",
]
