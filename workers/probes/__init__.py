"""What a worker process says of itself to whoever looks after it: whether it lives, and whether it works.

Not here: whether Temporal, the database or the store answer, which restarting a worker would not mend (`longtake doctor`).
"""
