"""What words say of a picture: colours, clothes, people, creatures, places and things, as people write them.

Not here: what follows from it for somebody's looks (`people/looks.py`) or a shot's scene (`scenes.py`).
"""
