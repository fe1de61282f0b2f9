"""The ground: settings, Temporal, the embedded engine, the database, the object store, media tools.

Not here: anything that knows what a film is beyond the models it is handed.
"""
