"""How the data of each assignment are drawn: one module per assignment, each with ``draw(seed)``."""
