"""The workbook in the Desk: export of stored data, and import, all or nothing."""
