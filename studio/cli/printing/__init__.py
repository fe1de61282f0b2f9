"""How things are shown: results on stdout, everything else on stderr, and one object for `--json`.

Nothing here asks a server, a database or a person.
"""
