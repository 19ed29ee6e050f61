"""Allow-list of pages outside ``/api``, as paths without the leading slash."""

GUEST_PAGES = (
	*("", "index", "login", "logout", "update-password", "desk", "app", "apps", "me", "404", "message"),
	"kepu-guide",
	*("robots.txt", "favicon.ico", "website_script.js", "sitemap.xml"),
)
"""For everyone. The Desk is below ``app``; it and the guides redirect guests to the login."""

PAGES = (*GUEST_PAGES, "printview")
"""For users of the app: a document's print view, which must be within reach."""

PUBLIC_RENDERERS = ("DocumentPage", "NotFoundPage", "RedirectPage", "StaticPage", "WebFormPage")
"""Kinds of pages that are published, or empty: any of them may be opened."""
