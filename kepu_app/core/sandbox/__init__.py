"""Files from outside are read in a child process that may use only so much time and memory.

A file may be made so that reading it never ends, fills the memory or crashes a library. Then only the child
ends, and the caller gets a refusal that names the file. ``run_limited`` calls a function of the core there.

=======  ====================================================================
module   what it holds
=======  ====================================================================
limits   how much a child may use
budget   how long the children of one request may work together
no_processes  that it starts no other process, also as root
client   the caller's side: asks for a child, takes its answer or its refusal
server   one process a caller, without its secrets and connections, from
         which children are forked so that none has to load a library
child    what a child does: one call, one answer
channel  requests, answers and notes between them
codec    answers as plain data, of which nothing is run when they are read
=======  ====================================================================
"""

from kepu_app.core.sandbox.budget import USED_UP, set_budget
from kepu_app.core.sandbox.client import run_limited, warm_up
from kepu_app.core.sandbox.limits import FILE_LIMITS, Limits

__all__ = ["FILE_LIMITS", "USED_UP", "Limits", "run_limited", "set_budget", "warm_up"]
