"""Overrides of Frappe's functions, by area of Frappe.

``registry`` lists each with its reason and the Frappe releases checked; ``replaced`` monkeypatches them and
raises ``TargetGone``.

=================  ============================================================
area               modules
=================  ============================================================
lists and queries  ``lists``, ``counts``; ``queries`` of Frappe 16;
                   ``expressions`` allowed in queries, ``literals`` values,
                   ``levels`` fields of a permission level
documents          ``documents``, ``prints`` several printed together,
                   ``printing``, ``tags``, ``field_names`` of custom fields
search             ``search``
reports, charts    ``reports``, ``charts``
files              ``files``, ``downloads``
people             ``people`` accounts of others, ``user`` pictures of accounts
messages           ``mail``, ``realtime``, ``markup`` HTML before it is cleaned
pages, answers     ``desk_policy`` what may run in the Desk, ``failures``,
                   ``access_log``, ``speed``
=================  ============================================================
"""
