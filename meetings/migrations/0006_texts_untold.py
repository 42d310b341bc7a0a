"""What is common among personal texts of cases nobody learns from what PostgreSQL expects of a query."""

from django.db import migrations

from sharing.walls import untold

TEXTS = {
    "meetings_action": "what owner result",
    "meetings_actionproposal": "what",
    "meetings_actionupdate": "note",
    "meetings_addressproposal": "source lines postcode",
    "meetings_case": "came_from",
    "meetings_casestage": "reason",
    "meetings_contactattempt": "way note",
    "meetings_contactproposal": "source details times never confirmed_by",
    "meetings_detailproposal": "source value stood",
    "meetings_development": "text",
    "meetings_exit": "area_name reason",
    "meetings_hearing": (
        "presented_by summary spoken risks protective decisions plan_gap_reason"
    ),
    "meetings_outcomeplan": "who way",
    "meetings_referral": (
        "worker_name worker_role worker_contact what_happened background done_today"
        " child_referral danger_to_staff judgement local_ground earlier_marac"
    ),
    "meetings_researchrequest": "searched",
    "meetings_riskassessment": "tool tool_version source comment",
    "meetings_staffwarning": "text why_ended",
    "meetings_takingback": "reason second_reason",
    "meetings_triagedecision": "reason instead second_reason",
    "meetings_voice": "wishes heard_by",
}


class Migration(migrations.Migration):
    dependencies = [("meetings", "0005_counts_and_jobs"), ("sharing", "0008_texts_untold")]
    replaces = [("meetings", "0035_untold_texts")]

    operations = [untold(TEXTS)]
