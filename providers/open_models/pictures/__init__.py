"""Pictures of open models: how large they are, the LoRAs that a model wears for them, the scheduler that it draws with, how alike they are.

Not here: how a run goes on where another was broken off (`resume.py`), nor which card it is on (`bay.py`).
"""
