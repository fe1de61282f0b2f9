"""Which Temporal server was configured, and with what: its address, a key, certificates. What is there is said in words.

Not here: the embedded server (`infra/engine`), speaking to either (`infra/temporal.py`), and why nobody answers
(`infra/temporal_faults.py`).
"""
