"""Every side effect of a film: a folder a feature, behind the seam in `contracts/`.

In a folder `activity.py` is the thin face that Temporal calls; beside it is the craft, which knows nothing of Temporal.
Not here: what is decided of a result (`workflows/`), and work that no film asks for (`studio/service/`).
"""
