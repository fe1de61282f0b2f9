"""What can be read of what outlives a film: assets and saved subjects.

Not here: what is sent in and kept (`routes/making/`).
"""
