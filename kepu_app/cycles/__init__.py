"""Opening, closing and locking a reporting cycle.

Opening creates the submission of each province and a draft summary for each active county. It is idempotent, also
after a killed run: it creates what is missing and leaves the rest alone. So when a county joins the list later,
or a province's submission is returned, open the cycle once more.

``run`` is common to all three: exclusive runs, progress, counts. ``api`` has the form's endpoints.
"""
