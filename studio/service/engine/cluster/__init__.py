"""What a configured Temporal server is like: what films need of it, what it lacks, and the command that mends that.

Not here: what a film needs on this machine (`studio/service/engine/doctor.py`); mending anything.
"""
