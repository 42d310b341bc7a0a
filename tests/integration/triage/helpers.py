"""What the tests of triage share."""

DECLINE = {"reason": "No abuse by a partner or family.", "instead": "Neighbourhood police team"}
