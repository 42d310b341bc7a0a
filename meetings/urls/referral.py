from django.urls import path

from meetings.rules.completeness import Step
from meetings.views.referral import advocate, discard, people, read, steps, take_over, walls

CASE = "cases/<uuid:case_id>"
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
    path(f"{CASE}/referral/", read.ShowReferral.as_view(), name="referral"),
    *(
        path(f"{CASE}/referral/{step}/", page.as_view(), name=f"referral_{step}")
        for step, page in PAGES.items()
    ),
    path(
        f"{CASE}/referral/addresses/none/", steps.FinishAddresses.as_view(), name="finish_addresses"
    ),
    path(f"{CASE}/referral/keep-from/", walls.KeepFrom.as_view(), name="keep_from"),
    path(
        f"{CASE}/referral/keep-from/<uuid:conflict_id>/end/",
        walls.StopKeepingFrom.as_view(),
        name="stop_keeping_from",
    ),
    path(f"{CASE}/referral/stop/", steps.StopReferral.as_view(), name="stop_referral"),
    path(f"{CASE}/referral/throw-away/", discard.DiscardDraft.as_view(), name="discard_draft"),
    path(f"{CASE}/referral/check/", steps.Submit.as_view(), name="submit_referral"),
    path(
        f"{CASE}/referral/submitted/", read.ReferralSubmitted.as_view(), name="referral_submitted"
    ),
    path(f"{CASE}/people/", people.ChangePeople.as_view(), name="change_people"),
    path(f"{CASE}/people/perpetrator/", people.AddPerpetrator.as_view(), name="add_perpetrator"),
    path(f"{CASE}/people/child/", people.AddChild.as_view(), name="add_child"),
    path(f"{CASE}/people/at-risk/", people.AddPersonAtRisk.as_view(), name="add_person_at_risk"),
    path(f"{CASE}/people/<uuid:party_id>/", people.ChangePerson.as_view(), name="change_person"),
    path(
        f"{CASE}/people/<uuid:party_id>/take-off/",
        people.TakeOffPerson.as_view(),
        name="take_off_person",
    ),
    path(
        f"{CASE}/people/<uuid:party_id>/address/",
        people.ShowAddress.as_view(),
        name="show_address",
    ),
    path(f"{CASE}/addresses/", people.AddAddress.as_view(), name="add_address"),
    path(
        f"{CASE}/addresses/<uuid:address_id>/take-off/",
        people.TakeOffAddress.as_view(),
        name="take_off_address",
    ),
    path(f"{CASE}/victim/", advocate.Advocate.as_view(), name="advocate"),
    path(f"{CASE}/victim/contact/", advocate.RecordAttempt.as_view(), name="record_attempt"),
    path(f"{CASE}/victim/wishes/", advocate.RecordWishes.as_view(), name="record_wishes"),
    path(f"{CASE}/victim/agreement/", advocate.RecordAgreement.as_view(), name="record_agreement"),
    path(f"{CASE}/victim/idva/", advocate.NameAdvocate.as_view(), name="name_advocate"),
    path(f"{CASE}/victim/outcome/", advocate.PlanOutcome.as_view(), name="plan_outcome"),
    path(f"{CASE}/victim/told/", advocate.RecordTold.as_view(), name="record_told"),
    path(f"{CASE}/victim/safe-contact/", advocate.ConfirmContact.as_view(), name="confirm_contact"),
]
