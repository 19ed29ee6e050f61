// Escaping of text for HTML.

frappe.provide("kepu");

/** Escape any value for HTML; null and undefined become empty. */
kepu.escape = (text) => frappe.utils.escape_html(String(text ?? ""));
