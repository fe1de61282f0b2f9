"""The command line: it reads flags, asks the service, prints, and gives exit codes.

Not here: what may be asked, and what is wrong with it: that is the service's to say.
"""
