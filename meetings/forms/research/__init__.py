"""The forms in which an agency answers for the people it was asked about, and writes items."""

from meetings.forms.research.answer import AnswerForm, NilForm, said_of
from meetings.forms.research.basis import ReturnBasisForm
from meetings.forms.research.draft import (
    SubmitForm,
    UnfinishedAnswers,
    UnfinishedItem,
    typed_answers,
    typed_item,
)
from meetings.forms.research.file import FileForm
from meetings.forms.research.item import ItemForm
from meetings.forms.research.list import ListForm
from meetings.forms.research.proposals import (
    DecideForm,
    DetailsForm,
    ProposedActionForm,
    ProposedAddressForm,
    ProposedContactForm,
    RecordProposedForm,
    ShowProposedForm,
)
from meetings.forms.research.staff_warnings import EndWarningForm, WarningForm

__all__ = [
    "AnswerForm",
    "DecideForm",
    "DetailsForm",
    "EndWarningForm",
    "FileForm",
    "ItemForm",
    "ListForm",
    "NilForm",
    "ProposedActionForm",
    "ProposedAddressForm",
    "ProposedContactForm",
    "RecordProposedForm",
    "ReturnBasisForm",
    "ShowProposedForm",
    "SubmitForm",
    "UnfinishedAnswers",
    "UnfinishedItem",
    "WarningForm",
    "said_of",
    "typed_answers",
    "typed_item",
]
