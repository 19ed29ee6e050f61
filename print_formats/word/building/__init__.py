"""How the parts of the Word templates are written; `build_templates.py` puts them together."""
