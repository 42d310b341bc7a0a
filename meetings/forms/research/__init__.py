"""What an agency says of the people it was asked about, and what it writes."""

from meetings.forms.research.answer import AnswerForm, NilForm, said_of
from meetings.forms.research.item import ItemForm
from meetings.forms.research.list import ListForm

__all__ = ["AnswerForm", "ItemForm", "ListForm", "NilForm", "said_of"]
