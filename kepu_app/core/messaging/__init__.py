"""Outgoing messages: addresses of group robots, and texts without personal data."""
