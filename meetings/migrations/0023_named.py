"""Who leaves out a birth date that they do not know confirms the name alone."""

from django.db import migrations, models

DETAILS = [
    ("given_name", "Given name"),
    ("family_name", "Family name"),
    ("other_names", "Other names and spellings"),
    ("born_on", "Date of birth"),
    ("confirmed", "Name and date of birth are right"),
    ("named", "Name is right, date of birth is not known to them"),
]
RIGHT = ("detail__in", ["confirmed", "named"])
UNDECIDED = models.Q(("accepted__isnull", True), ("value", ""))


def rule(name, condition):
    return (
        migrations.RemoveConstraint("detailproposal", name),
        migrations.AddConstraint(
            "detailproposal", models.CheckConstraint(condition=condition, name=name)
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("meetings", "0022_put_aside")]

    operations = [
        *(
            migrations.AlterField(
                table,
                "detail",
                models.CharField(choices=DETAILS, max_length=12, verbose_name="detail"),
            )
            for table in ("detailproposal", "historicaldetailproposal")
        ),
        *rule(
            "what_is_confirmed_is_not_decided_on",
            models.Q(models.Q(RIGHT, _negated=True), UNDECIDED, _connector="OR"),
        ),
        *rule(
            "nothing_else_is_confirmed", models.Q(RIGHT, ("confirmed_as", None), _connector="OR")
        ),
    ]
