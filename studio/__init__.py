"""The front door: the command line, the service that any door asks, and the client that talks to Temporal.

Not here: what a film is (`models/`), and what becomes of it once it is started (`workflows/`).
"""
