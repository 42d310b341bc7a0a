from django.urls import URLPattern, URLResolver, include, path

from meetings.views import basis, corrections, drafts, files, grid, proposals, staff_warnings
from meetings.views import research as views

urlpatterns = [
    path("research/", views.MyResearch.as_view(), name="research"),
]
research_of_meeting = [
    path("list/", views.LookUpWholeList.as_view(), name="research_list"),
    path("", grid.Grid.as_view(), name="research_grid"),
    path("remind/", grid.ChaseSilent.as_view(), name="chase_silent"),
    path("remind/all/", grid.ChaseOwing.as_view(), name="chase_owing"),
    path("remind/<uuid:agency_id>/", grid.Chase.as_view(), name="chase_research"),
    path("readers/", corrections.WhoHasReadOfMeeting.as_view(), name="readers_of_meeting"),
]
of_meeting = [
    path("research/", include(research_of_meeting)),
    path("proposals/", proposals.ProposalsOfMeeting.as_view(), name="proposals_of_meeting"),
]
of_return = [
    path("", views.Return.as_view(), name="research_return"),
    path("answer/", views.Answer.as_view(), name="answer_research"),
    path("basis/", basis.ReturnBasis.as_view(), name="return_basis"),
    path("nobody/", views.Nobody.as_view(), name="nil_return"),
    path("items/", views.AddItem.as_view(), name="add_item"),
    path("items/<uuid:item_id>/", views.ChangeItem.as_view(), name="change_item"),
    path("items/<uuid:item_id>/withdraw/", views.WithdrawItem.as_view(), name="withdraw_item"),
    path("people/<uuid:party_id>/", proposals.ProposeDetails.as_view(), name="propose_details"),
    path(
        "people/<uuid:party_id>/address/",
        proposals.ProposeAddress.as_view(),
        name="propose_address",
    ),
    path(
        "people/<uuid:party_id>/contact/",
        proposals.ProposeContact.as_view(),
        name="propose_contact",
    ),
    path("actions/", proposals.ProposeAction.as_view(), name="propose_action"),
    path("files/", files.AttachFile.as_view(), name="attach_file"),
    path("files/<uuid:file_id>/withdraw/", files.WithdrawFile.as_view(), name="withdraw_file"),
    path("submit/", drafts.Submit.as_view(), name="submit_research"),
    path("draft/answers/", drafts.SaveAnswersDraft.as_view(), name="save_answers_draft"),
    path("draft/item/", drafts.SaveItemDraft.as_view(), name="save_item_draft"),
    path("draft/items/<uuid:item_id>/", drafts.SaveChangeDraft.as_view(), name="save_change_draft"),
]
research_of_case: list[URLPattern | URLResolver] = [
    path("", corrections.ReadResearch.as_view(), name="case_research"),
    path("corrections/", corrections.Corrections.as_view(), name="corrections"),
    path(
        "corrections/<uuid:item_id>/",
        corrections.Acknowledge.as_view(),
        name="acknowledge_correction",
    ),
    path("readers/", corrections.WhoHasRead.as_view(), name="who_read"),
    path("return/", include(of_return)),
    path("files/<uuid:file_id>/", files.OpenFile.as_view(), name="open_file"),
    path("files/<uuid:file_id>/pages/<int:page>/", files.ShowPage.as_view(), name="show_file"),
    path("files/<uuid:file_id>/fetch/", files.FetchFile.as_view(), name="fetch_file"),
]
of_case = [
    path("research/", include(research_of_case)),
    path("proposals/", proposals.Proposals.as_view(), name="proposals"),
    path(
        "proposals/address/", proposals.ShowProposedAddress.as_view(), name="show_proposed_address"
    ),
    path("hearing/proposed/", proposals.RecordProposed.as_view(), name="record_proposed"),
    path("staff-warnings/", staff_warnings.Warnings.as_view(), name="staff_warnings"),
    path(
        "staff-warnings/<uuid:warning_id>/told/",
        staff_warnings.StaffKnow.as_view(),
        name="say_staff_know",
    ),
    path(
        "staff-warnings/<uuid:warning_id>/end/",
        staff_warnings.EndWarning.as_view(),
        name="end_warning",
    ),
]
