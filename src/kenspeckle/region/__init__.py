"""An invented region, true to life: children, homes, schools and what agencies know of them.

Nobody can publish real children's records. Everything here is made by chance from a seed, the same on every machine,
and no code, name or place of it is real. The engine never imports this package: it sees only the files made from it.
"""
