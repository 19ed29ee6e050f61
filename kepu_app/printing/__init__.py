"""Attachments 2-4 in the Desk: preview, PDF and Word by the core's engine."""
