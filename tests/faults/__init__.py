"""Faults: what must hold when processes die, servers are away and lines are bad.

Real servers (`rig`), real hubs and relays as processes, a proxy that spoils lines (`proxy`), people who report and
keep every 2xx (`ledger`), consoles that follow the live log (`console`), and a judge that compares the three with the
tables (`judge`): ledger = tables = what every console applied, each once, in order, no version going back.

`faults` has one function a fault, played while the reports go on; `stuck`, `storm` and `attack` bring crowds. The
tests play few rounds with a fixed seed; `python -m tests.faults` (`make faults`) plays many and prints the table.

What never happens here: a part of ours replaced by a stand-in, a time that is asserted (times are printed), a wait
for anything but a signal.
"""
