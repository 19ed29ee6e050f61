"""Messages to group robots and mobile numbers.

Messages are written into Outgoing Message in the transaction of their cause (``outbox``), so that a
rollback sends nothing. After the commit a background job sends what waits (``delivery``), each message
once. A failure is kept with the message, reported by kepu-doctor, and never tried again.
"""
