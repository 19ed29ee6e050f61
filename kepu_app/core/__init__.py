"""The rules and the documents of the notice, as plain Python that knows nothing of Frappe.

================  =============================================================
module            what it holds
================  =============================================================
model             a province's submission, as typed, frozen dataclasses
cycle             the year's call for it: limits, headings, topics, standard
breaches          a broken rule, with its place in the submission
labels            Chinese labels of the fields of records
counter           字数 and 字符数(不计空格)
defaults          the notice's numbers, headings, topics and standard, as data;
                  ``config_reader`` reads them from JSON
rules             every breach of the notice at once, and fixes of what was pasted
report_text       headings, opening sentence and signature as people write them
assessment        综合评估: scoring sheets, marks, the ranking that comes of them
printing          Attachments 2-4 as HTML and PDF: ``prose`` finds paragraphs and
                  their levels, ``paper_models`` what stands on a paper, ``html``
                  fills ``print_formats/``, ``pdf`` prints; ``fonts`` finds and
                  cuts fonts, ``font_roles`` says what is set in which,
                  ``justify`` fills the lines
word              Attachments 2-4 as .docx, and the check of own templates
workbooks         the province's Excel workbook, both ways, and 汇总表.xlsx
library           案例库 as a book, and what changed from year to year
intake            Word in: files as a reader sees the page, what they are and whose
county_list       the national list of counties and people as an Excel file
packages          the package for CAST: folder, zip, manifest, verification,
                  stamped scans
messaging         addresses of group robots, and what leaves the system as a message
collecting        what came as files into the workbook, with the list of all files
sandbox           reads files from outside in a child process with limits
cli               the ``kepu`` command
errors            what is raised on purpose, in Chinese
files, office     reading what people hand in, writing results whole;
                  ``zip_directory`` says how many entries a zip has
================  =============================================================
"""
