"""What programs ask for: fields of JSON in place of flags, and references to files that were sent in place of paths.

Nothing here reads a path of this machine that a program names. Not here: what such a field means (`studio/service/requests/`),
and how programs reach it (`studio/web/`, `studio/mcp/`).
"""
