"""Deletion: what rows and files have of a film, of a subject or of a person, so that nothing of it is left but amounts.

Each step comes to the same when it is done twice, and one that was broken off is found by the next one. Not here: what a
Temporal server has of films (`studio/client/runs/removal.py`), folders, logs, and who may ask for it (`studio/service/privacy/`).
"""
