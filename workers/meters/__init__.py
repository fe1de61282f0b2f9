"""What workers count of their work, and what one of them reads at intervals from the books and from Temporal.

Not here: which metrics there are (`models/metrics.py`), and where they go (`infra/telemetry/`).
"""
