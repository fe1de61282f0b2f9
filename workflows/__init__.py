"""Deterministic orchestration: the film, its gate, its pictures, its shots, its cut.

Not here: I/O, clocks, random, prices, and any rule that needs no Temporal: that is a model's.
"""
