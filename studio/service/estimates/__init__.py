"""Estimates: what a film may cost and how long it takes, before it is begun.

Not here: making or reserving anything, and what films have cost (`studio/service/costs.py`).
"""
