"""What moves a case stands on the line of the words beside it."""

from meetings.models import Stage
from tests.story import case_at, meeting_in

# The middle of the words of each element, whatever surrounds them.
MIDDLES = """row => {
    const words = [...row.querySelectorAll('.app-ref, .app-listing__moves button, .app-listing__moves a')];
    return words.map(one => {
        const range = document.createRange();
        range.selectNodeContents(one.firstChild);
        const box = range.getBoundingClientRect();
        return (box.top + box.bottom) / 2;
    });
}"""


def test_up_down_and_later_stand_on_their_line(person, cast):
    meeting = meeting_in(cast)
    for position in (1, 2):
        case_at(cast, Stage.LISTED, meeting=meeting, position=position)
    carys = person("carys")
    carys.go("meeting", meeting_id=meeting.pk)
    carys.look("a list in order")
    middles = carys.page.locator("tr:has(.app-listing__moves)").first.evaluate(MIDDLES)
    assert len(middles) == 5
    assert max(middles) - min(middles) < 1, middles
