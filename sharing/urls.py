from django.urls import path

from sharing.views.accounts import (
    Accounts,
    ChangeMembership,
    DecideMembership,
    DecideReset,
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
    ToDecide,
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
from sharing.views.sign_in import SignIn, SignOut
from sharing.views.trail import AreaTrail, OwnTrail, PrintTrail, TakeTrail, TrailOfCase
from sharing.views.watch import DecideAlert, SetAlertDays, SetHours, SetRule, Watch, WatchSettings
from sharing.views.years import EndYear, HoldYear, LiftHold, TrailYears

urlpatterns = [
    # Signing in
    path("sign-in/", SignIn.as_view(), name="sign_in"),
    path("sign-in/code/", SecondFactor.as_view(), name="second_factor"),
    path("sign-in/recovery-code/", RecoveryCode.as_view(), name="recovery_code"),
    path("sign-in/set-up/", SetUpSecondFactor.as_view(), name="set_up_second_factor"),
    path("sign-in/membership/", ChooseMembership.as_view(), name="choose_membership"),
    path("sign-out/", SignOut.as_view(), name="sign_out"),
    path("password/", SetPassword.as_view(), name="set_password"),
    path("password/<str:token>/", OpenPasswordLink.as_view(), name="open_password_link"),
    path("kept-forms/", KeptForms.as_view(), name="kept_forms"),
    path("kept-forms/<uuid:kept_id>/throw-away/", ThrowAway.as_view(), name="throw_away"),
    path("account/", OwnAccount.as_view(), name="my_account"),
    path("account/recovery-codes/", RenewCodes.as_view(), name="renew_codes"),
    path("account/sessions/end/", EndOtherSessions.as_view(), name="end_other_sessions"),
    path("account/sessions/<uuid:handle>/end/", EndSession.as_view(), name="end_session"),
    path("account/stay/", StaySignedIn.as_view(), name="stay_signed_in"),
    path("bases/", Bases.as_view(), name="bases"),
    path("bases/own/", SetBases.as_view(), name="set_bases"),
    # Accounts of an area
    path("accounts/", Accounts.as_view(), name="accounts"),
    path("accounts/invite/", Invite.as_view(), name="invite"),
    path("accounts/to-decide/", ToDecide.as_view(), name="to_decide"),
    path(
        "accounts/to-decide/<uuid:membership_id>/",
        DecideMembership.as_view(),
        name="decide_membership",
    ),
    path("accounts/resets/<uuid:reset_id>/", DecideReset.as_view(), name="decide_reset"),
    path("accounts/<uuid:user_id>/", OneAccount.as_view(), name="account"),
    path("accounts/<uuid:user_id>/membership/", GiveMembership.as_view(), name="give_membership"),
    path("accounts/<uuid:user_id>/correct/", CorrectAccount.as_view(), name="correct_account"),
    path("accounts/<uuid:user_id>/link/", SendLink.as_view(), name="send_link"),
    path("accounts/<uuid:user_id>/switch-off/", SwitchOff.as_view(), name="switch_off"),
    path("accounts/<uuid:user_id>/switch-on/", SwitchOn.as_view(), name="switch_on"),
    path("accounts/<uuid:user_id>/reset/", ProposeReset.as_view(), name="propose_reset"),
    path("memberships/<uuid:membership_id>/", ChangeMembership.as_view(), name="change_membership"),
    path("memberships/<uuid:membership_id>/end/", EndMembership.as_view(), name="end_membership"),
    # Asked before a case is open
    path("cases/<uuid:case_id>/reason/", GiveReason.as_view(), name="give_reason"),
    path("confirm/", ConfirmReading.as_view(), name="confirm_reading"),
    # Break-glass
    path("emergency/", OpenInEmergency.as_view(), name="open_in_emergency"),
    path("emergency/reviews/", Emergencies.as_view(), name="emergencies"),
    path("emergency/reviews/<uuid:access_id>/", ReviewEmergency.as_view(), name="review_emergency"),
    # Reading the trail
    path("trail/", AreaTrail.as_view(), name="trail"),
    path("trail/csv/", TakeTrail.as_view(), name="trail_csv"),
    path("trail/pdf/", PrintTrail.as_view(), name="trail_pdf"),
    path("trail/case/", TrailOfCase.as_view(), name="trail_of_case"),
    path("watch/", Watch.as_view(), name="watch"),
    path("watch/alerts/<uuid:alert_id>/", DecideAlert.as_view(), name="alert"),
    path("watch/settings/", WatchSettings.as_view(), name="watch_settings"),
    path("watch/settings/rules/<slug:watched>/", SetRule.as_view(), name="watch_rule"),
    path("watch/settings/hours/<uuid:agency_id>/", SetHours.as_view(), name="working_hours"),
    path("watch/settings/kept/", SetAlertDays.as_view(), name="alert_days"),
    path("trail/seal/", Seal.as_view(), name="seal"),
    path("trail/seal/checkpoint/", TakeCheckpoint.as_view(), name="take_checkpoint"),
    path("trail/seal/public-keys/", TakeKeys.as_view(), name="take_keys"),
    path("trail/years/", TrailYears.as_view(), name="trail_years"),
    path("trail/years/<int:year>/hold/", HoldYear.as_view(), name="hold_year"),
    path("trail/years/<int:year>/lift-hold/", LiftHold.as_view(), name="lift_hold"),
    path("trail/years/<int:year>/end/", EndYear.as_view(), name="end_year"),
    path("trail/mine/", OwnTrail.as_view(), name="my_trail"),
]
