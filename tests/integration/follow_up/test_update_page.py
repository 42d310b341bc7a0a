"""An action is updated on its page."""

from meetings.models import Action, ActionUpdate
from sharing import clock
from sharing.unit import unit_of_work
from tests.doing import every
from tests.integration.follow_up.helpers import action_of, update, update_path
from tests.signing_in import signed_in_client
from tests.visits import page_of, send, words_of


def test_the_page_of_another_agencys_action_is_refused_with_words(cast, case):
    answer = signed_in_client(cast, "rowan").get(update_path(action_of(cast, case)))
    assert answer.status_code == 403
    assert "This belongs to another agency." in answer.content.decode()


def test_an_action_is_updated_on_its_page(cast, case):
    action = action_of(cast, case)
    today = clock.today()
    answer = send(
        signed_in_client(cast, "petra"),
        update_path(action),
        state="completed",
        outcome="Told with her IDVA present.",
        **{
            "ended_on-day": today.day,
            "ended_on-month": today.month,
            "ended_on-year": today.year,
        },
    )
    assert (answer.status_code, answer["Location"]) == (302, "/actions/")
    page = page_of(cast, "petra", update_path(action))
    assert "Told with her IDVA present." in page
    assert "Petra Example" in page


def test_it_keeps_what_was_typed(cast, case):
    action = action_of(cast, case)
    answer = send(
        signed_in_client(cast, "petra"), update_path(action), state="completed", why="typed"
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Say what the outcome was" in page
    assert "typed</textarea>" in page


def test_words_under_another_answer_are_refused_there(cast, case):
    path, today = update_path(action_of(cast, case)), clock.today()
    ended = {f"ended_on-{part}": getattr(today, part) for part in ("day", "month", "year")}
    client = signed_in_client(cast, "petra")
    answer = send(client, path, state="completed", outcome="Told.", why="He moved.", **ended)
    assert answer.status_code == 422 and "He moved.</textarea>" in answer.text
    assert set(answer.context["form"].errors) == {"why"}
    assert "This belongs to “Not done”. Choose that answer, or empty this" in words_of(answer)
    answer = send(client, path, state="in_progress", next_step="A panel.", **ended)
    assert set(answer.context["form"].errors) == {"ended_on"}
    assert "This belongs to “Completed”." in words_of(answer)


def test_nothing_chosen_is_an_error(cast, case):
    answer = send(signed_in_client(cast, "petra"), update_path(action_of(cast, case)))
    assert "Say how the action stands" in answer.content.decode()


def test_a_double_post_does_it_once(cast, case):
    action = action_of(cast, case)
    client = signed_in_client(cast, "petra")
    form = client.get(update_path(action)).context["form"]
    what = {
        "form_token": form["form_token"].value(),
        "version": 1,
        "state": "in_progress",
        "next_step": "Panel on Tuesday.",
    }
    answers = [client.post(update_path(action), what) for _time in range(2)]
    assert [answer["Location"] for answer in answers] == ["/actions/"] * 2
    with unit_of_work(cast.actor("carys")):
        assert every(ActionUpdate).filter(action=action).count() == 1


def test_a_second_editor_sees_both_texts(cast, case):
    action = action_of(cast, case)
    client = signed_in_client(cast, "petra")
    form = client.get(update_path(action)).context["form"]
    token = form["form_token"].value()
    update(cast, action, "in_progress", "Panel on Tuesday.", who="carys")
    answer = client.post(
        update_path(action),
        {"form_token": token, "version": 1, "state": "completed", "outcome": "Told today."},
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Panel on Tuesday." in page
    assert "Told today." in page
    assert 'name="version" value="2"' in page


def test_an_editor_overtaken_by_nothing_but_a_state_sees_it(cast, case):
    action = action_of(cast, case)
    client = signed_in_client(cast, "petra")
    token = client.get(update_path(action)).context["form"]["form_token"].value()
    with unit_of_work(cast.actor("carys")):
        row = every(Action).get(pk=action.pk)
        row.state, row.version = "in_progress", 2
        row.save()
    answer = client.post(
        update_path(action),
        {"form_token": token, "version": 1, "state": "not_done", "why": "No officer free."},
    )
    assert "In progress" in answer.content.decode()
