"""Documents of the Desk as the core's model: the one place that knows both sides' names.

The functions read; nothing here writes. ``cycle`` makes the year's call with its standard, ``records`` a
province, county, summary, case or nominee. ``submission`` makes all that a province sends; ``values`` reads
single fields.
"""
