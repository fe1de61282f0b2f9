"""ffmpeg, probing, encoding and fonts."""
