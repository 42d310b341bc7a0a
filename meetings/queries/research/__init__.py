"""Research: what one's own agency owes and gave, who owes what, and what agencies share."""

from meetings.queries.research.grid import Cell, Grid, GridRow, research_grid
from meetings.queries.research.own import (
    LookUpCase,
    LookUpList,
    MeetingResearch,
    OwnItem,
    Person,
    Return,
    my_research,
    own_item,
    own_return,
    people_to_look_up,
)
from meetings.queries.research.read import AgencyResearch, CaseResearch, research_of

__all__ = [
    "AgencyResearch",
    "CaseResearch",
    "Cell",
    "Grid",
    "GridRow",
    "LookUpCase",
    "LookUpList",
    "MeetingResearch",
    "OwnItem",
    "Person",
    "Return",
    "my_research",
    "own_item",
    "own_return",
    "people_to_look_up",
    "research_grid",
    "research_of",
]
