frappe.listview_settings["Provincial Submission"] = { onload: (list) => kepu.package.setup_list(list) };
kepu.list.setup("Provincial Submission");
