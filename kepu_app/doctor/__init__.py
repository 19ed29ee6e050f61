"""Says what on a site is not as it should be, each with its remedy: ``bench --site SITE kepu-doctor``.

``records`` looks at what installing made, ``machine`` at what the site stands on, ``examination`` runs all checks.
"""
