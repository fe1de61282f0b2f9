"""What people say of films, and the links that let others see one: rows that stay until the film is forgotten.

They lie beside what the library has of films, since they are read and dropped with that, and with what happened to them
(`library/events/`), since each change of one is told there in the same transaction. Not here: who may say something, which shot
is seen at a moment, and where comments go (`studio/service/review/`).
"""
