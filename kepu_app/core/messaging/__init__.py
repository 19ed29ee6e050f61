"""Messages that leave the system: addresses of group robots, and texts without anything about persons."""
