"""The pages on which somebody reads the research of a case, whatever stood there, by the codes of
their events."""

from meetings import permissions as may

# A pack is none of them: of a case that its reader only looks up it shows the names alone. What it
# showed is told by the items that its event names.
PAGES = (may.READ_RESEARCH.event.code,)
