"""How things are shown: results on stdout, everything else on stderr, and one object for `--json`.

Not here: anything that asks a server, a database or a person.
"""
