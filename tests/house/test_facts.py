"""Every fact that a rule may ask of gate and registers is filled by its query."""

import ast
import inspect
from dataclasses import fields

import pytest

from thongquan.core.vehicle import GateFacts, History
from thongquan.queries.crossing import facts

#: facts that the query leaves at their default, each with the reason
LEFT = {
    (History, "changed"): "vehicle_facts knows which fields of the form a correction or an amendment changes",
}


def given(query, kind: type) -> set[str]:
    """The fields that a query gives each time it makes such facts; a written-out constant gives nothing."""
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(query)))
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == kind.__name__]
    assert calls, f"{query.__name__} makes no {kind.__name__}"
    return set.intersection(*({word.arg for word in call.keywords if not isinstance(word.value, ast.Constant)} for call in calls))


@pytest.mark.parametrize(("query", "kind"), [(facts.gate_facts, GateFacts), (facts.history_of, History)])
def test_each_fact_is_filled_by_its_query(query, kind):
    left = {name for owner, name in LEFT if owner is kind}
    assert {field.name for field in fields(kind)} - given(query, kind) == left
