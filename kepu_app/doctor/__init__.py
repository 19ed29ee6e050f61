"""Diagnosis of a site, each finding with its remedy: ``bench --site SITE kepu-doctor``.

``records`` checks what the installation created, ``machine`` the environment; ``examination`` runs all checks.
"""
