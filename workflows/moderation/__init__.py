"""What is tried where a vendor refused a shot's picture or its clip for what it shows: rung by rung, within the budget.

Not here: which rungs there are, and in what order (`models/orders/ladder.py`); how one asset is had (`workflows/orders.py`).
"""
