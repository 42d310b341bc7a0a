"""Research: what the actor's agency owes and gave, which agencies owe what, and what they share."""

from meetings.queries.research.corrections import (
    Corrected,
    corrections_of,
    news_of,
    own_corrections,
)
from meetings.queries.research.files import file_to_fetch, file_to_show, open_file
from meetings.queries.research.grid import Grid, agency_to_remind, research_grid
from meetings.queries.research.mine import my_research, words_of_answers
from meetings.queries.research.own_items import OwnItem, own_item
from meetings.queries.research.people import (
    LookUpCase,
    Person,
    people_to_look_up,
    person_among,
)
from meetings.queries.research.read import AgencyResearch, research_of
from meetings.queries.research.readers_of_meeting import MeetingReaders, readers_of_meeting
from meetings.queries.research.returns import Return, own_return
from meetings.queries.research.searched import Search, usually_searched
from meetings.queries.research.staff_warnings import (
    WarningsPage,
    standing_warning,
    warnings_page,
)
from meetings.queries.research.who_read import WhoRead, who_read

__all__ = [
    "AgencyResearch",
    "Corrected",
    "Grid",
    "LookUpCase",
    "MeetingReaders",
    "OwnItem",
    "Person",
    "Return",
    "Search",
    "WarningsPage",
    "WhoRead",
    "agency_to_remind",
    "corrections_of",
    "file_to_fetch",
    "file_to_show",
    "my_research",
    "news_of",
    "open_file",
    "own_corrections",
    "own_item",
    "own_return",
    "people_to_look_up",
    "person_among",
    "readers_of_meeting",
    "research_grid",
    "research_of",
    "standing_warning",
    "usually_searched",
    "warnings_page",
    "who_read",
    "words_of_answers",
]
