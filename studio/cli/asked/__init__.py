"""What the command line asks for: flags and files become the fields of a request, each under the name it was given by.

Not here: whether a field can be used (`studio/service/requests/`), and what a flag is called (`studio/cli/flags/`).
"""
