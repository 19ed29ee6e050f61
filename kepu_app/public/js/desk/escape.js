// Text as HTML.

frappe.provide("kepu");

/** What may be any value, to stand in HTML as the text that it is; null and undefined are nothing. */
kepu.escape = (text) => frappe.utils.escape_html(String(text ?? ""));
