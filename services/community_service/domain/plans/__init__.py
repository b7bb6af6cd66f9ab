"""Planning: which sessions serve a sentence in time, or why none can.

    problem.py   what is given: the sentence, the person's time, the sites, the seats taken
    supply.py    what each day offers: exact sums, no search
    model.py     the choice among them, by OR-tools CP-SAT
    plan.py      one person: a new schedule, or the old one with as few changes as possible
    explain.py   why no plan exists: what gives how much when it is relaxed alone
    batch.py     many persons over the same seats

The hard rules are those of `domain.placements`, which judges every plan again when it is confirmed. One rule is
planning's own: a person goes to one site a day. Among the plans that keep them the choice is lexicographic: fewer
changes to what is scheduled, earlier completion, fewer sites, shorter ways (each session counts one way).
"""
