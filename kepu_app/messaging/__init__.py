"""Messages to group chat robots and mobile numbers.

The transaction of a message's cause also writes it into Outgoing Message (``outbox``), so that a rollback sends
nothing. After the commit a background job sends waiting messages (``delivery``), each once. A failure is stored
with the message, reported by kepu-doctor, and never retried.
"""
