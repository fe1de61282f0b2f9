"""The commands of `longtake`: each reads its arguments, asks the service, prints, and gives an exit code.

Not here: what a flag is called and what its help says (`studio/cli/flags/`), and how something is shown
(`studio/cli/printing/`).
"""
