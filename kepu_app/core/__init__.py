"""The rules and the documents of the notice, as plain Python without Frappe.

* model: a province's submission, as typed, frozen dataclasses
* cycle: the year's call for it: limits, headings, topics, standard
* breaches: a broken rule and its place in the submission
* labels: Chinese labels of the fields of records
* choices: the lists that an entry is chosen from, one for paper, workbook and Desk
* figures: numbers as people write them (60%, 约3.5万)
* counter: 字数 and 字符数(不计空格)
* defaults: the notice's numbers, headings, topics and standard, as data; ``config_reader`` parses them from JSON
* rules: every breach of the notice at once, and fixes for pasted text
* report_text: title, headings, opening sentence and signature as people write them
* assessment: 综合评估: scoring sheets, marks, ranking
* county_names: the county that a name means which is not written as in the list
* differences: what differs between two texts, in bounded time
* printing: Attachments 2-4 as HTML and PDF. ``prose`` finds paragraphs and their levels, ``paper_models`` has
  a paper's content, ``html`` fills ``print_formats/``, ``pdf`` prints. ``fonts`` finds and subsets fonts,
  ``font_roles`` assigns them, ``justify`` fills the lines.
* word: Attachments 2-4 as .docx, and the check of custom templates
* workbooks: the province's Excel workbook, both ways, and 汇总表.xlsx
* library: 案例库 as a book, and what changed from year to year
* intake: Word files in: their text as displayed, their kind and their county
* county_list: the national list of counties and people as an Excel file
* packages: the package for CAST: folder, zip, manifest, verification, stamped scans
* messaging: addresses of group robots, and outgoing messages
* collecting: received files into the workbook, and a list of all files
* sandbox: parses untrusted files in a child process with limits
* cli: the ``kepu`` command
* characters, unprintable: names of single characters, which of them are invisible, and why one cannot be printed
* by_catch: files that systems and office programs leave beside those of people
* sql_parts: columns, orders and sums that a request may name, and no clause
* errors: exceptions raised on purpose, in Chinese
* files, office: reading submitted files, writing atomically; ``zip_directory`` measures a zip's directory
"""
