"""The questions that there are, in the order in which a person reads them: a line for each."""

from __future__ import annotations

from kit.questions.backtest.question import backtest
from kit.questions.career.question import career
from kit.questions.carry.question import carry
from kit.questions.decision.question import decision
from kit.questions.design.question import design
from kit.questions.drift.question import drift
from kit.questions.effect.question import effect
from kit.questions.first_handoff.question import first_handoff
from kit.questions.flood.question import flood
from kit.questions.functions.question import functions
from kit.questions.money.question import money
from kit.questions.pay.question import pay
from kit.questions.plan.question import plan
from kit.questions.question import Question
from kit.questions.roles.question import roles
from kit.questions.specialisation.question import specialisation
from kit.questions.third_handoff.question import third_handoff
from kit.questions.training.question import training

QUESTIONS: tuple[Question, ...] = (
    roles,
    first_handoff,
    functions,
    specialisation,
    drift,
    career,
    money,
    training,
    backtest,
    effect,
    third_handoff,
    carry,
    flood,
    pay,
    decision,
    plan,
    design,
)


def in_diagnosis() -> tuple[Question, ...]:
    """Those that `handoff diagnose` asks."""
    return tuple(question for question in QUESTIONS if question.in_diagnosis)
