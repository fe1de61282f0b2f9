"""Waiting for jobs at vendors without a thread for each: rows, one look-out a key over all processes, and Temporal told of each end.

Not here: asking for a job (`activities/jobs/submission.py`), and what becomes of a job that is over (`workflows/orders.py`).
"""
