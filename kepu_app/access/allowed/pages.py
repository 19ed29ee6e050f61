"""Pages outside of ``/api`` that may be opened, as their paths without the slash at the beginning."""

GUEST_PAGES = (
	*("", "index", "login", "logout", "update-password", "desk", "app", "apps", "me", "404", "message"),
	"kepu-guide",
	*("robots.txt", "favicon.ico", "website_script.js", "sitemap.xml"),
)
"""For everybody. Below ``app`` is the Desk itself; from there, and from the guides, who is not signed in is sent to
the sign-in."""

PAGES = (*GUEST_PAGES, "printview")
"""For people of the app: the page of a document to print, which has to be within reach."""

PUBLIC_RENDERERS = ("DocumentPage", "NotFoundPage", "RedirectPage", "StaticPage", "WebFormPage")
"""Kinds of pages that hold what somebody has published, or nothing: of these any may be opened."""
