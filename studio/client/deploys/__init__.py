"""Builds of the film workers, as the Temporal server knows them: who asks for work, which films are on which, where new ones go.

Not here: the order in which a deploy does these (`studio/service/deploys`), and which build a worker is (`infra/builds.py`).
"""
