"""Endpoints of vendors as data: what each takes, what it costs, what it is called; and the craft that all adapters share.

Not here: how a vendor is spoken to (a folder each beside this one), and models that write (`providers/llm/`).
"""
