"""The page: films made by eye, server-rendered from what the service says, and small ES modules that ask REST for every change.

Not here: what can be asked (`studio/service/`), and how programs ask it (`studio/web/routes/`).
"""
