"""Messages to group robots and mobile numbers.

What is to be told is written into Outgoing Message in the transaction of what it tells of (``outbox``), so that
one that is undone tells nobody. After it is committed a background job sends what waits (``delivery``), each
once: a failure is kept with the message, told by kepu-doctor, and never tried again.
"""
