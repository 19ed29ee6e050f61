"""Opening, closing and locking a reporting cycle.

Opening makes the submission of each province and a draft summary for each active county. It may be done
again at any time, also after it was killed: it makes what is missing and leaves alone what is there. So
when a county joins the list later, or a province's submission comes back, open the cycle once more.

``run`` is what the three have in common: one at a time, progress, what was done. ``actions`` is what the
form calls.
"""
