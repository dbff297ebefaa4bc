"""A company small enough to count by hand."""

import pytest


@pytest.fixture
def small_sales(make_sales):
    """Ten clients: nine buy for 100 every month for four years; the last bought once, long ago."""
    orders = [
        (f"C{client}", round(30.4375 * month), 100.0) for client in range(9) for month in range(48)
    ]
    return make_sales([*orders, ("C9", 600, 100.0)], as_of=round(30.4375 * 47))
