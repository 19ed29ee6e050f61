"""Takes the national list of counties and users into the site, and gives it out.

The file is checked as a whole; a ``Plan`` says what it would change; one confirmation writes all of it in
one transaction, or nothing. ``kepu_app.core.county_list`` reads and writes the file itself.
"""
