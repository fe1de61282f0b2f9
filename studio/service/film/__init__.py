"""A film: started, watched, decided on, retaken, and written into a folder.

Not here: what is asked before it is begun (`studio/service/requests/`).
"""
