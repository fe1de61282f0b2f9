"""Where the shots of films stand while they are made: rows that activities write, and that whoever looks reads.

A film's history is the truth. The rows are what can be read of it without asking it: one is only ever overwritten by a
later change, and those of a run by those of a later run. Not here: what becomes of a shot (`models/shots/view.py`).
"""
