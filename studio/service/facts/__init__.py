"""The facts: what a door shows of films, money, assets and choices, as the objects that `--json` prints and an API answers.

Not here: how anything is found out (the rest of the service), and what only one door adds: exit codes, folders, pages.
"""
