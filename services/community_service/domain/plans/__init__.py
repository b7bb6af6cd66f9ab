"""Planning: sessions that complete a sentence in time, or the explanation why there are none.

    problem.py   what is given: the sentence, the person's time, the sites, the taken seats
    supply.py    what each day offers: exact sums, no search
    model.py     the choice among the offers, by OR-tools CP-SAT
    plan.py      one person: a new schedule, or the old one with as few changes as possible
    explain.py   why no plan exists: what each constraint costs
    batch.py     many persons over the same seats
    saved.py     a plan between its making and its confirmation
    texts.py     explanations in Indonesian and English

The rules are those of `domain.placements`, which checks every plan again when it is confirmed. Planning adds one rule:
a person goes to one site a day. Among the plans that keep all rules, these count, in this order: fewer changes to the
schedule, earlier completion, fewer sites, shorter ways (each session counts one way).
"""
