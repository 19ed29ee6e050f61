"""The workbook in the Desk: filled with what is there, and taken back, all or nothing."""
