"""Smoke tests of an installed site, run by ``bench run-tests --app kepu_app``.

They change nothing on it. ``make test`` runs the app's own tests, see CONTRIBUTING.md.
"""
