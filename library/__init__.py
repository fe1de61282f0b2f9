"""What was made: kept once, found again, counted, thrown away when nobody needs it.

Not here: Temporal, and how anything is made: a workshop is handed the provider.
"""
