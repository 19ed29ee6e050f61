"""The rules and the documents of the notice, as plain Python that knows nothing of Frappe.

===============  ==============================================================
module           what it holds
===============  ==============================================================
model            a province's submission, as typed, frozen dataclasses
counter          字数 and 字符数(不计空格)
defaults, entry  the notice's numbers, headings, topics and standard, as data
rules            every breach of the notice at once
prose            paragraphs and their official levels
papers           what stands on Attachments 2-4, for PDF and Word alike
paper            Attachments 2-4 as HTML, from ``print_formats/``
pdf              HTML to PDF; ``fonts`` finds and cuts fonts, ``roles`` says
                 what is set in which, ``justify`` fills the lines
word             Attachments 2-4 as .docx, and the check of own templates
workbook         the province's Excel workbook, both ways, and 汇总表.xlsx
county_list      the national list of counties and people as an Excel file
scans            stamped scans
package          the package for CAST: folder, zip, manifest, verification
cli              the ``kepu`` command
errors           what is raised on purpose, in Chinese
files, office    reading what people hand in, writing results whole
===============  ==============================================================
"""
