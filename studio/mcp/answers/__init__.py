"""What tools answer, where it is not what the command line says of the same.

Not here: the facts that every door shows (`studio/service/facts/`).
"""
