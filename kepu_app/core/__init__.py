"""The rules and the documents of the notice, as plain Python that knows nothing of Frappe.

=============  ==============================================================
module         what it holds
=============  ==============================================================
counter        字数 and 字符数(不计空格)
model          a province's submission, as typed, frozen dataclasses
defaults       the notice's numbers, headings, topics and standard, as data
rules          every breach of the notice at once
prose          paragraphs and their official levels
paper          Attachments 2-4 as HTML, from ``print_formats/``
fonts, pdf     cut fonts, and HTML to PDF
word           Attachments 2-4 as .docx
workbook       the province's Excel workbook, both ways, and 汇总表.xlsx
bundle         the package for CAST: folder, zip, manifest, verification
cli            the ``kepu`` command
=============  ==============================================================
"""
