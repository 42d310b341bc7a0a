"""By keyboard alone: past the head at once, the focus always in sight, in the order of the page."""

import pytest

from meetings.models import Stage
from tests.browser import DESK, PHONE
from tests.story import case_at

# Of the element with the focus: what it is called, whether it is in sight, and how its focus shows.
FOCUS = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect()
  const drawn = () => {
    const style = one.matches('input[type=radio], input[type=checkbox]')
      ? getComputedStyle(one.nextElementSibling, '::before') : getComputedStyle(one)
    return [style.boxShadow, style.outlineStyle, style.outlineColor, style.backgroundColor].join()
  }
  const focused = drawn()
  one.blur()
  const unfocused = drawn()
  one.focus({preventScroll: true})
  return {
    name: (one.labels?.[0]?.textContent || one.textContent || one.id).trim().slice(0, 60),
    here: box.bottom > 0 && box.top < innerHeight && box.width > 0,
    shown: focused !== unfocused,
    ends: one === document.body,
    before: window.last ? !!(window.last.compareDocumentPosition(one) & 4) : true,
    mark: (window.last = one) && true,
  }
}"""
PAGES = [
    (Stage.DRAFT, "wren", "referral_contact"),
    (Stage.TRIAGE, "carys", "triage"),
    (Stage.TRIAGE, "carys", "join"),
    (Stage.RESEARCH, "petra", "research_return"),
    (Stage.RESEARCH, "carys", "case"),
    (Stage.ACTIONS, "petra", "case"),
    (Stage.ACTIONS, "carys", "minutes"),
]


@pytest.mark.parametrize(("stage", "who", "name"), PAGES)
def test_the_focus_is_always_in_sight(person, cast, stage, who, name):
    someone, case = person(who), case_at(cast, stage)
    for size in (PHONE, DESK):
        someone.page.set_viewport_size(size)
        someone.go(name, case_id=case.pk)
        someone.page.evaluate("document.activeElement.blur()")
        stops = []
        while len(stops) < 150:
            someone.key("Tab")
            stop = someone.page.evaluate(FOCUS)
            if stop["ends"]:
                break
            stops.append(stop)
            assert stop["here"] and stop["shown"], (size, stop)
            assert stop["before"], f"{stop['name']} comes after what follows it on the page"
        assert stops[0]["name"] == "Skip to main content"
        assert len(stops) > 10


def test_the_head_is_skipped(person, cast):
    carys = person("carys")
    carys.go("case", case_id=case_at(cast, Stage.RESEARCH).pk)
    carys.tab_to("Skip to main content", most=1)
    carys.key("Enter")
    assert carys.page.evaluate("document.activeElement.id") == "main"
    carys.key("Tab")
    assert carys.page.evaluate("document.activeElement.closest('main') !== null")
