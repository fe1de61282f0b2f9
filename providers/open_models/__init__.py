"""Open models that run on our own cards: what each is, as data; its weights and licence; how it is loaded, run and resumed.

An entry of the tables is a model. `pictures`, `clips` and `music` make something of it, on a `gpu` queue. Torch and
its libraries are imported where they are used, and nowhere else in the project.

Not here: which worker serves which card (`workers/`), nor vendors that run such models (`providers/vendors/`).
"""
