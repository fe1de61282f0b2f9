"""Processes: which queues they serve and what they are composed of."""
