"""Things that a prompt may name, from a key to a lighthouse.

Not here: whoever holds them (`people/`, beside this folder).
"""
