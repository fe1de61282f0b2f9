"""What is ordered of whom: the cast, requests and orders, and the assets that come of them.

Not here: how an order is carried out (`workflows/orders.py`, `providers/`) and what it costs (`models/money/`).
"""
