"""How media files are let in: what each kind may be, foreign ones looked through, pictures, music.

Not here: what is measured of a file that was let in (`infra/media/probe.py`).
"""
