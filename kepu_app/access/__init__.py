"""Who may do what: the gate for requests, rights to records, files, and what users write to each other.

=================  ============================================================
the gate           what a request may call at all
=================  ============================================================
gate               the check of every request; ``allowed/`` has the list,
                   ``extensions`` what others add to it
calls              a request as a call, with the documents that it names
holders            who is held to the list
resolved           the same check where Frappe resolves a function
bounds, lengths,   how many things a request may name, how long its arguments
sizes              may be, how much it may bring along
links              what values for a document name
refusals           the one answer to what is refused, and its log
passed_calls       for the tests that keep the list complete
=================  ============================================================

=================  ============================================================
records            which documents a user reaches
=================  ============================================================
roles, assignments the app's roles; roles and User Permissions of the tables of
                   users on Province and County
scopes, policies   what a user reaches; the one source of list conditions and
                   document permissions
reach              the question itself, with its answers for names and lists
records            Frappe's records about documents: comments, mails, follows
people             whose names a user knows; ``own_account`` what one changes
personal, shown    what users keep for themselves, and what the Desk shows them
delegated          work that the scheduler does in somebody's name
answers            what a permission hook answers
=================  ============================================================

=================  ============================================================
what is written    files, and texts in Frappe's own DocTypes
=================  ============================================================
files              addresses and content of files; ``attachments`` who attaches
                   one, ``file_rights`` who reads it, ``file_types`` by content,
                   ``file_names``, ``addresses``
layout             the HTML of what users write to each other
dates, tags        days, and tags as short plain words
=================  ============================================================
"""
