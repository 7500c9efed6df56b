"""A notice leads to a page that exists."""

import re
from pathlib import Path

import pytest
from django.urls import resolve

ACTIONS = Path(__file__).resolve().parents[2] / "thongquan" / "actions"
LINK = re.compile(r"""f?"(/[a-z][^" ]*/)\"""")


def links() -> list[str]:
    """Every address that acts write into notices, one in place of each number."""
    found = {re.sub(r"\{[^}]*\}", "1", link) for file in sorted(ACTIONS.rglob("*.py")) for link in LINK.findall(file.read_text())}
    return sorted(found)


def test_notices_have_links() -> None:
    assert {"/trade/goods/1/", "/central/goods/1/", "/inspect/", "/central/team/"} <= set(links())


@pytest.mark.parametrize("link", links())
def test_the_address_of_a_notice_leads_to_a_page(link: str) -> None:
    assert resolve(link).func
