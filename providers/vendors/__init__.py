"""What all providers of one vendor share: its address, its key, its client, what its errors mean.

Not here: prices and parameters of one thing that a vendor makes: those stand in its provider's file.
"""
