"""Authorisation: the gate for requests, rights to records, files, and texts that users write to each other.

=================  ============================================================
the gate           what a request may call
=================  ============================================================
gate               the check of every request; ``allowed/`` is the allow-list,
                                      ``extensions`` what others add to it
calls              a request as a call, with the documents that it names
holders            users bound to the allow-list
resolved           the same check where Frappe resolves a function
bounds, lengths,   limits on named documents, lengths of arguments, and
sizes              bytes of a request
links              documents that values refer to
refusals           the uniform refusal, and its log
passed_calls       for tests that the allow-list is complete
=================  ============================================================

=================  ============================================================
records            which documents a user reaches
=================  ============================================================
roles, assignments the app's roles; roles and User Permissions of the tables of
                   users on Province and County
scopes, policies   what a user reaches; the one source of list conditions and
                   document permissions
reach              the decision itself, for names and lists
records            Frappe's records about documents: comments, mails, follows
people             users whom a user knows; ``own_account`` what one may change
personal, shown    private records of users, and what the Desk shows them
delegated          scheduled work in a user's name
answers            results of a permission hook
=================  ============================================================

=================  ============================================================
what is written    files, and texts in Frappe's own DocTypes
=================  ============================================================
files              URLs and content of files; ``attachments`` who attaches
                   one, ``file_rights`` who reads it, ``file_types`` by content,
                   ``file_names``, ``addresses``
layout             the HTML of what users write to each other
dates, tags        dates, and tags as short plain words
=================  ============================================================
"""
