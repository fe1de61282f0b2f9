"""Work at vendors that take jobs: written down, submitted once, found again by whoever is alive.

Not here: any vendor's own words (`providers/vendors/`), and the decision to ask again (`workflows/orders.py`).
"""
