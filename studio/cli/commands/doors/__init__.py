"""The commands that open doors for programs, and those that say who may come in.

Not here: the doors themselves (`studio/web/`, `studio/mcp/`).
"""
