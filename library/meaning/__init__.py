"""What prompts mean: vectors of words, and assets ranked by them, for those who installed the extra `meaning`.

Not here: what is asked of the library otherwise (`library/search.py`), nor how alike pictures are (`providers/open_models/pictures/likeness.py`).
"""
