"""The database: where it is, its tables, their migrations, what its errors mean.

Not here: what is asked of the tables, which stands with whoever asks.
"""
