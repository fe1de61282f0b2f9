"""How a run of a film or of a reel ends, and how it goes on as another: histories stay short, and code that is current runs them.

Not here: a retake, which is begun by a person once the film has ended (`workflows/retakes.py`).
"""
