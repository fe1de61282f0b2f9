"""The command line: it reads flags, asks the service, prints, and gives exit codes.

What may be asked, and what is wrong with it, is the service's to say.
"""
