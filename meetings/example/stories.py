"""The stories of the example's cases, as they stand in the folder `stories`."""

import tomllib
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from meetings.example.chance import chance
from meetings.rules.checklist import NO, NOT_KNOWN, SUBJECTS, YES

FOLDER = Path(__file__).parent
A_YEAR = 365.25  # days
THRESHOLD = 14  # ticks, as in the protocol of Larkmere

# What is said of most cases; a subject beyond these is answered yes only where a story says so.
COMMON = (
    "fear", "feared_harm", "control", "frequency", "severity", "low_mood", "isolation", "injury",
    "offending", "money", "substances_or_health", "harm_to_others", "threats_to_kill", "stalking",
    "breach",
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Somebody of a case. Ages are told, so that birth dates follow from today."""

    name: str
    age: int | None = None
    about: int | None = None
    months: int | None = None
    due_in: int | None = None  # days
    gender: str = ""
    ethnicity: str = "white_british"
    tie: str = ""
    tie_to_perpetrator: str = ""
    other_names: str = ""
    disabled: str = "no"
    lgbt: str = "not_asked"
    pregnant: str = "no"
    language: str = ""
    interpreter: str = "no"
    work: str = ""
    lives_with: str = ""
    school: str = ""

    @property
    def random(self) -> Random:
        """Return chance that falls the same way for this person in every case."""
        return chance(self.name, self.age)

    def names(self) -> dict[str, Any]:
        """Return name and age, as a case keeps them."""
        given, _space, family = self.name.partition(" ")
        return {"given_name": given, "family_name": family, "other_names": self.other_names}

    def born(self, today: date) -> dict[str, Any]:
        """Return birth date, age or due date, whichever is known."""
        if self.due_in:
            return {"due_on": today + timedelta(days=self.due_in)}
        if self.months is not None:
            return {"born_on": today - timedelta(days=self.months * 30 + self.random.randrange(20))}
        if self.age is None:
            return {"age_about": self.about}
        lived = self.age * A_YEAR + self.random.randrange(20, 340)
        return {"born_on": today - timedelta(days=int(lived))}

    def about_themselves(self) -> dict[str, Any]:
        """Return what they said of themselves."""
        return {
            "gender": self.gender,
            "ethnicity": self.ethnicity,
            "disabled": self.disabled,
            "lgbt": self.lgbt,
            "pregnant": self.pregnant,
            "language": self.language,
            "interpreter": self.interpreter,
            "occupation": self.work,
            "lives_with": self.lives_with,
            "school": self.school,
        }


@dataclass(frozen=True)
class Story:
    """One case as it was referred, and what its plan will be."""

    referred_by: str
    victim: Person
    perpetrators: tuple[Person, ...]
    happened: str
    background: str
    done_today: str
    signs: tuple[str, ...]
    ticks: int
    wishes: str
    contact: str
    children: tuple[Person, ...] = ()
    others: tuple[Person, ...] = ()
    key: str = ""
    unknown: int = 2
    grounds: str = ""
    judgement: str = ""
    incidents: int | None = None
    child_referral: str = ""
    agreement: str = "agrees"
    voice: str = ""
    phone_watched: bool = False
    danger_to_staff: str = ""
    earlier_marac: str = ""
    transferred_from: str = ""
    conflict: str = ""
    decline: str = ""  # why
    instead: str = ""  # where a declined referral goes
    deferred: bool = False
    plan: tuple[str, ...] = field(default=())

    def answers(self) -> dict[str, str]:
        """Return the checklist: what the story tells, then what is common, until it has the
        ticks that the story says."""
        filling = [code for code in COMMON if code not in self.signs]
        yes = {*self.signs, *filling[: self.ticks - len(self.signs)]}
        rest = [code for code in SUBJECTS if code not in yes]
        unknown = set(self.victim.random.sample(rest, min(self.unknown, len(rest))))
        return {
            code: YES if code in yes else NOT_KNOWN if code in unknown else NO for code in SUBJECTS
        }

    def all_grounds(self) -> list[str]:
        """Return on which grounds the worker refers."""
        found = ["high_risk"] if self.ticks >= THRESHOLD else []
        if self.judgement:
            found.append("judgement")
        return [*found, *([self.grounds] if self.grounds not in ("", *found) else [])]


def stories(name: str) -> list[Story]:
    """Return the stories of a file of the folder."""
    return [_story(row) for row in read(f"stories/{name}.toml")["case"]]


def read(path: str) -> dict[str, Any]:
    """Return what a file of the example holds."""
    return tomllib.loads((FOLDER / path).read_text(encoding="utf-8"))


def _story(row: dict[str, Any]) -> Story:
    made = {name: row[name] for name in (one.name for one in fields(Story)) if name in row}
    made["victim"] = _person(row["victim"], "female")
    made["perpetrators"] = tuple(_person(one, "male") for one in row["perpetrators"])
    for name in ("children", "others"):
        made[name] = tuple(_person(one, "not_asked") for one in row.get(name, ()))
    made["signs"], made["plan"] = tuple(row["signs"].split()), tuple(row.get("plan", ()))
    return Story(**made)


def _person(row: dict[str, Any], gender: str) -> Person:
    return Person(**{"gender": gender, **row})
