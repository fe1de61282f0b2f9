"""The resources below `/api/v1`: what can be read and done, each module with its `router`.

`ROUTERS` of `table.py` are what the application serves. Not here: the names of the user's documents, which lie beside this.
"""
