"""What lies beside the film: edit lists, the timeline for editors, a poster, an overview.

Not here: the report and the shot list (`activities/documents/`), and captions (`activities/cut/captions/`).
"""
