"""Routes that change something: films begun, decided on, changed, released and forgotten, files sent in, subjects kept.

Not here: what only reads (`routes/v1/`), and the rules of what is asked (`studio/service/programs/`).
"""
