"""The flags: each is described here, once. Commands, sentences and the request refer to that description.

Arguments without a flag are described by the commands that take them.
"""
