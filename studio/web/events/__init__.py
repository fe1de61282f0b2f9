"""The stream of what happens to films, for clients that follow them.

Not here: what is written of that, and in which order (`library/events/`), and how it is read (`studio/service/film/feed.py`).
"""
