"""The one way to read from the network: bounded in time and bytes, and never led to an address that nobody chose.

Not here: who is asked for what, and what an answer means (`providers/vendors/`); whoever calls us (`workers/`).
"""
