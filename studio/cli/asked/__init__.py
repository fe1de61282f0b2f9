"""What the command line asks for: flags and files become the fields of a request, each under the name it was given by.

Whether a field can be used is the service's to say (`studio/service/requests`).
"""
