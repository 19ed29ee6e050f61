"""Remind counties and provinces of what is due: by the scheduler, and by a button."""

from kepu_app.reminders.daily import send_due_reminders

__all__ = ["send_due_reminders"]
