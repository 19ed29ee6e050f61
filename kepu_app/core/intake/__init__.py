"""Word in: submitted files, read as displayed, recognised and assigned.

::

        page = read_document("埇桥区工作总结.docx", data)
        received = recognise(page, "宿州市/埇桥区工作总结.docx", cycle, counties)

* docx: .docx: text, tables, text boxes, changes as accepted; ``numbering`` writes automatic numbers out
* runs, styles: paragraphs, and the meaning of their styles
* plain: .txt in UTF-8 and GB18030
* convert: .doc, .wps, .rtf and .odt by LibreOffice, in a child process
* pdf_text: PDF with text, as a last resort; without text it is a scan
* page: what was read
* papers: the papers of a file that holds several
* recognise: what each is and whose; ``summaries``, ``cases`` and ``nominees`` parse it
* received: the result
"""

from __future__ import annotations

from kepu_app.core.intake.page import Line, Page, Table
from kepu_app.core.intake.plain import page_of_text
from kepu_app.core.intake.read import is_converted, read_document
from kepu_app.core.intake.received import Part, Received, ReceivedKind
from kepu_app.core.intake.recognise import is_code, is_settled, recognise, recognise_all

__all__ = [
	"Line",
	"Page",
	"Part",
	"Received",
	"ReceivedKind",
	"Table",
	"is_code",
	"is_converted",
	"is_settled",
	"page_of_text",
	"read_document",
	"recognise",
	"recognise_all",
]
