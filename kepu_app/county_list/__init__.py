"""Import and export of the national list of counties and users.

The file is validated as a whole; a ``Plan`` lists its changes; one confirmation writes all of them in one
transaction, or nothing. ``kepu_app.core.county_list`` reads and writes the file itself.
"""
