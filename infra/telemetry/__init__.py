"""What operators see of a process: traces, metrics and logs, by OpenTelemetry's own variables; nothing of it is imported without them.

Not here: what stands in a history or a table for people (`workflows/`, `library/events`), and what a process prints (`infra/logs.py`).
"""
