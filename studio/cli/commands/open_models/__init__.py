"""Commands for the open models of this machine: their weights, and their licences.

Not here: what they do (`studio/service/open_models/`), nor the workers that run them (`engine.py`).
"""
