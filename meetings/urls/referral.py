from django.urls import include, path

from meetings.rules.completeness import Step
from meetings.views.referral import advocate, discard, people, read, steps, take_over, walls

PAGES = {
    Step.VICTIM: steps.Victim,
    Step.CONTACT: steps.Contact,
    Step.PERPETRATORS: steps.Perpetrators,
    Step.CHILDREN: steps.Children,
    Step.ADDRESSES: steps.Addresses,
    Step.INCIDENT: steps.Incident,
    Step.CHECKLIST: steps.Checklist,
    Step.GROUNDS: steps.Grounds,
    Step.SHARING: steps.Sharing,
    Step.EQUALITY: steps.Equality,
}

urlpatterns = [
    path("refer/", steps.Refer.as_view(), name="refer"),
    path("refer/take-over/", take_over.TakeOverDrafts.as_view(), name="take_over_drafts"),
]
of_referral = [
    path("", read.ShowReferral.as_view(), name="referral"),
    *(path(f"{step}/", page.as_view(), name=f"referral_{step}") for step, page in PAGES.items()),
    path("addresses/none/", steps.FinishAddresses.as_view(), name="finish_addresses"),
    path("keep-from/", walls.KeepFrom.as_view(), name="keep_from"),
    path(
        "keep-from/<uuid:conflict_id>/end/",
        walls.StopKeepingFrom.as_view(),
        name="stop_keeping_from",
    ),
    path("stop/", steps.StopReferral.as_view(), name="stop_referral"),
    path("throw-away/", discard.DiscardDraft.as_view(), name="discard_draft"),
    path("check/", steps.Submit.as_view(), name="submit_referral"),
    path("submitted/", read.ReferralSubmitted.as_view(), name="referral_submitted"),
]
of_people = [
    path("", people.ChangePeople.as_view(), name="change_people"),
    path("perpetrator/", people.AddPerpetrator.as_view(), name="add_perpetrator"),
    path("child/", people.AddChild.as_view(), name="add_child"),
    path("at-risk/", people.AddPersonAtRisk.as_view(), name="add_person_at_risk"),
    path("<uuid:party_id>/", people.ChangePerson.as_view(), name="change_person"),
    path("<uuid:party_id>/take-off/", people.TakeOffPerson.as_view(), name="take_off_person"),
    path("<uuid:party_id>/address/", people.ShowAddress.as_view(), name="show_address"),
]
of_victim = [
    path("", advocate.Advocate.as_view(), name="advocate"),
    path("contact/", advocate.RecordAttempt.as_view(), name="record_attempt"),
    path("wishes/", advocate.RecordWishes.as_view(), name="record_wishes"),
    path("agreement/", advocate.RecordAgreement.as_view(), name="record_agreement"),
    path("idva/", advocate.NameAdvocate.as_view(), name="name_advocate"),
    path("outcome/", advocate.PlanOutcome.as_view(), name="plan_outcome"),
    path("told/", advocate.RecordTold.as_view(), name="record_told"),
    path("safe-contact/", advocate.ConfirmContact.as_view(), name="confirm_contact"),
]
of_case = [
    path("referral/", include(of_referral)),
    path("people/", include(of_people)),
    path("addresses/", people.AddAddress.as_view(), name="add_address"),
    path(
        "addresses/<uuid:address_id>/take-off/",
        people.TakeOffAddress.as_view(),
        name="take_off_address",
    ),
    path("victim/", include(of_victim)),
]
