"""Review: what people say of a film, who may say it, and where it goes: into the notes of revisions, and to editors.

Not here: the rows (`library/review/`), what a revision does to a film (`workflows/`), and the secrets of links as they come
in over HTTP (`studio/web/access/`).
"""
