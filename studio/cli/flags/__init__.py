"""The flags: each is described here, once. Commands, sentences and the request refer to that description.

Not here: arguments without a flag, which the commands describe that take them.
"""
