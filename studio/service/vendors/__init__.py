"""Who can make pictures, clips, voices and music, what each takes and costs: as people choose among them.

Not here: the models that write (studio/service/choices.py), nor what a film cost (studio/service/costs.py).
"""
