"""Processes: what they are composed of, which queues they serve, how the embedded engine is kept alive.

Not here: what an activity does, and what a person types (`studio/`).
"""
