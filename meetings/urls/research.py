from django.urls import path

from meetings.views import basis, corrections, drafts, files, grid, proposals, staff_warnings
from meetings.views import research as views

RETURN = "cases/<uuid:case_id>/research/return/"
WARNINGS = "cases/<uuid:case_id>/staff-warnings/"
FILE = "cases/<uuid:case_id>/research/files/<uuid:file_id>/"

urlpatterns = [
    path("research/", views.MyResearch.as_view(), name="research"),
    path(
        "meetings/<uuid:meeting_id>/research/list/",
        views.LookUpWholeList.as_view(),
        name="research_list",
    ),
    path("meetings/<uuid:meeting_id>/research/", grid.Grid.as_view(), name="research_grid"),
    path(
        "meetings/<uuid:meeting_id>/research/remind/",
        grid.ChaseSilent.as_view(),
        name="chase_silent",
    ),
    path(
        "meetings/<uuid:meeting_id>/research/remind/all/",
        grid.ChaseOwing.as_view(),
        name="chase_owing",
    ),
    path(
        "meetings/<uuid:meeting_id>/research/remind/<uuid:agency_id>/",
        grid.Chase.as_view(),
        name="chase_research",
    ),
    path(
        "cases/<uuid:case_id>/research/", corrections.ReadResearch.as_view(), name="case_research"
    ),
    path(
        "cases/<uuid:case_id>/research/corrections/",
        corrections.Corrections.as_view(),
        name="corrections",
    ),
    path(
        "cases/<uuid:case_id>/research/corrections/<uuid:item_id>/",
        corrections.Acknowledge.as_view(),
        name="acknowledge_correction",
    ),
    path(
        "cases/<uuid:case_id>/research/readers/",
        corrections.WhoHasRead.as_view(),
        name="who_read",
    ),
    path(
        "meetings/<uuid:meeting_id>/research/readers/",
        corrections.WhoHasReadOfMeeting.as_view(),
        name="readers_of_meeting",
    ),
    path(RETURN, views.Return.as_view(), name="research_return"),
    path(f"{RETURN}answer/", views.Answer.as_view(), name="answer_research"),
    path(f"{RETURN}basis/", basis.ReturnBasis.as_view(), name="return_basis"),
    path(f"{RETURN}nobody/", views.Nobody.as_view(), name="nil_return"),
    path(f"{RETURN}items/", views.AddItem.as_view(), name="add_item"),
    path(f"{RETURN}items/<uuid:item_id>/", views.ChangeItem.as_view(), name="change_item"),
    path(
        f"{RETURN}items/<uuid:item_id>/withdraw/",
        views.WithdrawItem.as_view(),
        name="withdraw_item",
    ),
    path(
        f"{RETURN}people/<uuid:party_id>/",
        proposals.ProposeDetails.as_view(),
        name="propose_details",
    ),
    path(
        f"{RETURN}people/<uuid:party_id>/address/",
        proposals.ProposeAddress.as_view(),
        name="propose_address",
    ),
    path(
        f"{RETURN}people/<uuid:party_id>/contact/",
        proposals.ProposeContact.as_view(),
        name="propose_contact",
    ),
    path(f"{RETURN}actions/", proposals.ProposeAction.as_view(), name="propose_action"),
    path("cases/<uuid:case_id>/proposals/", proposals.Proposals.as_view(), name="proposals"),
    path(
        "cases/<uuid:case_id>/proposals/address/",
        proposals.ShowProposedAddress.as_view(),
        name="show_proposed_address",
    ),
    path(
        "meetings/<uuid:meeting_id>/proposals/",
        proposals.ProposalsOfMeeting.as_view(),
        name="proposals_of_meeting",
    ),
    path(
        "cases/<uuid:case_id>/hearing/proposed/",
        proposals.RecordProposed.as_view(),
        name="record_proposed",
    ),
    path(f"{RETURN}files/", files.AttachFile.as_view(), name="attach_file"),
    path(
        f"{RETURN}files/<uuid:file_id>/withdraw/",
        files.WithdrawFile.as_view(),
        name="withdraw_file",
    ),
    path(WARNINGS, staff_warnings.Warnings.as_view(), name="staff_warnings"),
    path(
        f"{WARNINGS}<uuid:warning_id>/told/",
        staff_warnings.StaffKnow.as_view(),
        name="say_staff_know",
    ),
    path(
        f"{WARNINGS}<uuid:warning_id>/end/",
        staff_warnings.EndWarning.as_view(),
        name="end_warning",
    ),
    path(FILE, files.OpenFile.as_view(), name="open_file"),
    path(f"{FILE}pages/<int:page>/", files.ShowPage.as_view(), name="show_file"),
    path(f"{FILE}fetch/", files.FetchFile.as_view(), name="fetch_file"),
    path(f"{RETURN}submit/", drafts.Submit.as_view(), name="submit_research"),
    path(f"{RETURN}draft/answers/", drafts.SaveAnswersDraft.as_view(), name="save_answers_draft"),
    path(f"{RETURN}draft/item/", drafts.SaveItemDraft.as_view(), name="save_item_draft"),
    path(
        f"{RETURN}draft/items/<uuid:item_id>/",
        drafts.SaveChangeDraft.as_view(),
        name="save_change_draft",
    ),
]
