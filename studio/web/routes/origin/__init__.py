"""Routes by the names of earlier programs: `/generate`, `/status`, `/jobs`, `/video`, `/generate-storyboard`.

Not here: the resources themselves, which are below `/api/v1`.
"""
