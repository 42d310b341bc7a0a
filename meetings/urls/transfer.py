from django.urls import path

from meetings.views.transfer import NoteTransferIn, TransferOut

of_case = [
    path("transfer-out/", TransferOut.as_view(), name="transfer_out"),
    path("transfer-in/", NoteTransferIn.as_view(), name="note_transfer_in"),
]
