"""What the tabs of a film show beside its board, as templates take it: the film in time, who wrote its story, who could make a shot.

Not here: their addresses (`studio/web/page/pages/`), and their templates.
"""
