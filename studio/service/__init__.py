"""The service: what can be asked of films, with its rules and its errors, whichever door asks it.

A command line, a server or a page reads what it was given, asks here, and shows what came of it. Nothing here
knows of terminals, of flags, or of how anything is shown.
"""
