"""Simulated companies whose truth is known: for the demo, for exercises, for validation studies.

`simulate(World(...))` lets every client of a distributor live: a first order, repeat orders, a
contract, a silent goodbye, a hunter and later an account manager. `kit.worlds.truth` answers what
would have happened under other handoffs. `python -m kit.worlds FOLDER` writes the files of the
demo company.
"""

from kit.worlds.settings import ClientType, Effect, Policy, World
from kit.worlds.simulate import Simulated, simulate

__all__ = ["ClientType", "Effect", "Policy", "Simulated", "World", "simulate"]
