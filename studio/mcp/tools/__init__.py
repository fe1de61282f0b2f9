"""The tools, by subject; each function is one, its docstring what an agent reads of it, its parameters what it takes.

Not here: rules. They are the service's.
"""
