"""Functions of Frappe that the app replaces, by area of Frappe.

``registry`` has each with its reason and the releases that were read for it; ``replaced`` applies them and raises
``TargetGone``.

=================  ============================================================
area               modules
=================  ============================================================
lists and queries  ``lists``, ``counts``; ``queries`` of Frappe 16;
                   ``expressions`` what may be asked for, ``literals`` values,
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
