// {% include "kepu_app/reports/report_view.js" %}

frappe.query_reports["Provincial Submission Overview"] = kepu.reports.settings({});
