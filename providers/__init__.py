"""Who makes things: vendors and local engines, each a class that says what it can do, costs and needs.

Not here: Temporal, the database, the environment; a provider is handed its client and its files.
"""
