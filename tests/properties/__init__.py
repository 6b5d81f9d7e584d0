"""What must always hold, tried on random lives.

`test_marks` and `test_receipts` hold rules and rows against `oracle`, which knows only the specification.

`test_schedules` runs schedules: 30 and more random steps (`schedules`) that people (`deeds`) and fate (`stage`)
take on two real nodes (`nodes`) with in-memory lines (`links`) and a bus that drops, delays, repeats and
reorders. Time is virtual and SQLite is within the loop (`virtual_time`, `inline_sqlite`), so a seed says
everything: `pytest tests/properties --seed 7` runs that schedule alone, and a failure is told in its fewest
steps (`shrinking`). The devices are `tests/device.py`, a client by the protocol; in the end each must know what
a fresh load says (`truth`), and never have been sent what it may not see (`rights`). `test_planted_bugs` shows
that the machine notices what it is for (`sabotage`).

`test_field` runs the same schedules on two real processes, PostgreSQL and Redis, and kills them meanwhile.
"""
