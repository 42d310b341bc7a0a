from django.urls import include, path

from sharing.views.accounts import (
    Accounts,
    ChangeMembership,
    EndMembership,
    GiveMembership,
    Invite,
    OneAccount,
    OpenPasswordLink,
    ProposeReset,
    SendLink,
    SetPassword,
    SwitchOff,
    SwitchOn,
)
from sharing.views.bases import Bases, SetBases
from sharing.views.corrections import CorrectAccount
from sharing.views.emergency import Emergencies, OpenInEmergency, ReviewEmergency
from sharing.views.kept_forms import KeptForms, ThrowAway
from sharing.views.memberships import ChooseMembership
from sharing.views.own_account import (
    EndOtherSessions,
    EndSession,
    OwnAccount,
    RenewCodes,
    StaySignedIn,
)
from sharing.views.reading import ConfirmReading, GiveReason
from sharing.views.seal import Seal, TakeCheckpoint, TakeKeys
from sharing.views.second_factor import RecoveryCode, SecondFactor, SetUpSecondFactor
from sharing.views.second_person import DecideMembership, DecideReset, ToDecide
from sharing.views.sign_in import SignIn, SignOut
from sharing.views.trail import AreaTrail, OwnTrail, PrintTrail, TakeTrail, TrailOfCase
from sharing.views.watch import DecideAlert, SetAlertDays, SetHours, SetRule, Watch, WatchSettings
from sharing.views.years import EndYear, HoldYear, LiftHold, TrailYears

sign_in = [
    path("", SignIn.as_view(), name="sign_in"),
    path("code/", SecondFactor.as_view(), name="second_factor"),
    path("recovery-code/", RecoveryCode.as_view(), name="recovery_code"),
    path("set-up/", SetUpSecondFactor.as_view(), name="set_up_second_factor"),
    path("membership/", ChooseMembership.as_view(), name="choose_membership"),
]
own_account = [
    path("", OwnAccount.as_view(), name="my_account"),
    path("recovery-codes/", RenewCodes.as_view(), name="renew_codes"),
    path("sessions/end/", EndOtherSessions.as_view(), name="end_other_sessions"),
    path("sessions/<uuid:handle>/end/", EndSession.as_view(), name="end_session"),
    path("stay/", StaySignedIn.as_view(), name="stay_signed_in"),
]
accounts = [
    path("", Accounts.as_view(), name="accounts"),
    path("invite/", Invite.as_view(), name="invite"),
    path("to-decide/", ToDecide.as_view(), name="to_decide"),
    path("to-decide/<uuid:membership_id>/", DecideMembership.as_view(), name="decide_membership"),
    path("resets/<uuid:reset_id>/", DecideReset.as_view(), name="decide_reset"),
    path("<uuid:user_id>/", OneAccount.as_view(), name="account"),
    path("<uuid:user_id>/membership/", GiveMembership.as_view(), name="give_membership"),
    path("<uuid:user_id>/correct/", CorrectAccount.as_view(), name="correct_account"),
    path("<uuid:user_id>/link/", SendLink.as_view(), name="send_link"),
    path("<uuid:user_id>/switch-off/", SwitchOff.as_view(), name="switch_off"),
    path("<uuid:user_id>/switch-on/", SwitchOn.as_view(), name="switch_on"),
    path("<uuid:user_id>/reset/", ProposeReset.as_view(), name="propose_reset"),
]
trail = [
    path("", AreaTrail.as_view(), name="trail"),
    path("csv/", TakeTrail.as_view(), name="trail_csv"),
    path("pdf/", PrintTrail.as_view(), name="trail_pdf"),
    path("case/", TrailOfCase.as_view(), name="trail_of_case"),
    path("seal/", Seal.as_view(), name="seal"),
    path("seal/checkpoint/", TakeCheckpoint.as_view(), name="take_checkpoint"),
    path("seal/public-keys/", TakeKeys.as_view(), name="take_keys"),
    path("years/", TrailYears.as_view(), name="trail_years"),
    path("years/<int:year>/hold/", HoldYear.as_view(), name="hold_year"),
    path("years/<int:year>/lift-hold/", LiftHold.as_view(), name="lift_hold"),
    path("years/<int:year>/end/", EndYear.as_view(), name="end_year"),
    path("mine/", OwnTrail.as_view(), name="my_trail"),
]
watch = [
    path("", Watch.as_view(), name="watch"),
    path("alerts/<uuid:alert_id>/", DecideAlert.as_view(), name="alert"),
    path("settings/", WatchSettings.as_view(), name="watch_settings"),
    path("settings/rules/<slug:watched>/", SetRule.as_view(), name="watch_rule"),
    path("settings/hours/<uuid:agency_id>/", SetHours.as_view(), name="working_hours"),
    path("settings/kept/", SetAlertDays.as_view(), name="alert_days"),
]
emergency = [
    path("", OpenInEmergency.as_view(), name="open_in_emergency"),
    path("reviews/", Emergencies.as_view(), name="emergencies"),
    path("reviews/<uuid:access_id>/", ReviewEmergency.as_view(), name="review_emergency"),
]
urlpatterns = [
    path("sign-in/", include(sign_in)),
    path("sign-out/", SignOut.as_view(), name="sign_out"),
    path("password/", SetPassword.as_view(), name="set_password"),
    path("password/<str:token>/", OpenPasswordLink.as_view(), name="open_password_link"),
    path("kept-forms/", KeptForms.as_view(), name="kept_forms"),
    path("kept-forms/<uuid:kept_id>/throw-away/", ThrowAway.as_view(), name="throw_away"),
    path("account/", include(own_account)),
    path("bases/", Bases.as_view(), name="bases"),
    path("bases/own/", SetBases.as_view(), name="set_bases"),
    path("accounts/", include(accounts)),
    path("memberships/<uuid:membership_id>/", ChangeMembership.as_view(), name="change_membership"),
    path("memberships/<uuid:membership_id>/end/", EndMembership.as_view(), name="end_membership"),
    path("cases/<uuid:case_id>/reason/", GiveReason.as_view(), name="give_reason"),
    path("confirm/", ConfirmReading.as_view(), name="confirm_reading"),
    path("emergency/", include(emergency)),
    path("trail/", include(trail)),
    path("watch/", include(watch)),
]
