"""The service: what can be asked of films, with its rules and its errors, whichever door asks it.

A command line, a server or a page reads what it was given, asks here, and shows what came of it.
Not here: terminals, flags, and how anything is shown.
"""
