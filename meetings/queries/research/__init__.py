"""Research: what one's own agency owes and gave, who owes what, and what agencies share."""

from meetings.queries.research.grid import Cell, Grid, GridRow, research_grid
from meetings.queries.research.mine import MeetingResearch, my_research, words_of_answers
from meetings.queries.research.people import LookUpCase, LookUpList, Person, people_to_look_up
from meetings.queries.research.read import AgencyResearch, CaseResearch, research_of
from meetings.queries.research.returns import OwnItem, Return, own_item, own_return

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
    "words_of_answers",
]
