from django.urls import path

from meetings.views.transfer import NoteTransferIn, TransferOut

urlpatterns = [
    path("cases/<uuid:case_id>/transfer-out/", TransferOut.as_view(), name="transfer_out"),
    path("cases/<uuid:case_id>/transfer-in/", NoteTransferIn.as_view(), name="note_transfer_in"),
]
