"""What ``bench run-tests --app kepu_app`` runs: quick checks of a site on which the app is installed.

They change nothing on it. What the app does is tested by ``make test``, see CONTRIBUTING.md.
"""
