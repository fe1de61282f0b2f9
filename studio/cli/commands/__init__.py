"""The commands of `longtake`: each reads its arguments, asks the service, prints, and gives an exit code.

What a flag is called and what its help says is in `flags`; how something is shown is in `printing`.
"""
