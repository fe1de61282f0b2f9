"""A finished film brought to where people see it: a folder, a bucket, YouTube.

Not here: the folder that `longtake fetch` writes of everything a film has (`studio/service/film/`).
"""
