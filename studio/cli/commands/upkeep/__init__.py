"""Commands that keep a home well: backup, restore, database, move.

Not here: how it is done (`studio/service/upkeep/`).
"""
