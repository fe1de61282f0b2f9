"""Open models as a person manages them: which there are, their weights fetched and removed, their licences accepted.

Not here: what runs them (`providers/open_models/`, `workers/cards/`).
"""
