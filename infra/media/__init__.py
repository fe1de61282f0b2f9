"""Media: ffmpeg, probing, encoding, conforming, muxing, sound in and out.

Not here: which film it is for: what is cut, and how loud, is said by whoever calls.
"""
