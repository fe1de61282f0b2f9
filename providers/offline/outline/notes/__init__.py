"""What a note says of a picture: hour, weather, place, colours, size and angle, found in its words.

Not here: how a whole story is read (`text/`, `setting.py`, `camera.py`), and what is drawn of the fields (`animatic/`).
"""
