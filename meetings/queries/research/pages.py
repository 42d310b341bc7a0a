"""The pages on which somebody reads the research of a case, whatever stood there, by the codes of
their events."""

from meetings import permissions as may

PAGES = (may.READ_RESEARCH.event.code, may.READ_PACK.event.code)
