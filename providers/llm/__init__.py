"""Language models: the catalogue, one request to one endpoint, and what its answer is.

Not here: what a story's stage asks them (`activities/story/`), and their vendors' addresses (`providers/vendors/`).
"""
