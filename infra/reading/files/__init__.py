"""Files, from bytes to a text: encodings, and papers that are packed.

Not here: what the text then is (`infra/reading/reader.py`).
"""
