"""The canonical tables and columns in words, as people call them."""

from __future__ import annotations

from collections.abc import Mapping

from kit.language import Text, say

TABLE_NAMES: Mapping[str, Text] = {
    "orders": say("orders"),
    "lines": say("order lines"),
    "clients": say("clients"),
    "contracts": say("contracts"),
    "assignments": say("who looked after whom, from when to when"),
    "employees": say("employees"),
    "training": say("training"),
    "experiment": say("an experiment: whose handoff was drawn by lot"),
}
COLUMN_NAMES: Mapping[str, Text] = {
    "order_id": say("order number"),
    "client_id": say("client"),
    "ordered_on": say("date of the order"),
    "fulfilled_on": say("date on which it was carried out"),
    "amount": say("amount"),
    "margin": say("margin"),
    "cost": say("cost"),
    "quantity": say("quantity"),
    "unit_price": say("price of a unit"),
    "discount": say("discount"),
    "employee_id": say("employee"),
    "kind": say("regular or project"),
    "product_group": say("product group"),
    "status": say("status"),
    "currency": say("currency"),
    "name": say("name"),
    "segment": say("segment"),
    "annual_budget": say("yearly budget for such goods"),
    "annual_budget_low": say("low estimate of the yearly budget"),
    "annual_budget_high": say("high estimate of the yearly budget"),
    "first_contact_on": say("date of the first contact"),
    "signed_on": say("date of signing"),
    "ends_on": say("end of the contract"),
    "role": say("role"),
    "from_on": say("from"),
    "to_on": say("to"),
    "function": say("function"),
    "hired_on": say("hired on"),
    "left_on": say("left on"),
    "cost_per_hour": say("cost of an hour"),
    "hours_per_week": say("hours a week"),
    "on": say("date"),
    "topic": say("topic"),
    "starts_on": say("day of the draw"),
    "arm": say("group: now or later"),
    "hand_over_on": say("day of the handoff"),
}


def column_name(column: str) -> Text:
    """A canonical column in words; one that has none keeps its short name."""
    return COLUMN_NAMES.get(column) or say("{column}", column=column)


def table_name(table: str) -> Text:
    """A canonical table in words."""
    return TABLE_NAMES.get(table) or say("{table}", table=table)
