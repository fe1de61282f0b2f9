"""The film's words as captions: when they are heard, where they are broken, as files.

Not here: fonts and the setting of lines (`infra/media/text/`).
"""
