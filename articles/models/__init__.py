"""The nouns of the newsroom, with their querysets and verbs."""

from articles.models.accounts import PasswordSetBy
from articles.models.appointments import Appointment, Heartbeat
from articles.models.article import Article
from articles.models.audit import Entry
from articles.models.bulk import BulkJob
from articles.models.bylines import Byline
from articles.models.corrections import Correction
from articles.models.discussion import Comment
from articles.models.listing import ArticleQuerySet, fetch_bylines
from articles.models.outbox import Announcement
from articles.models.page import FormerPage, Page
from articles.models.paper import Paper
from articles.models.people import Author, FormerAuthor
from articles.models.picture import Picture
from articles.models.picture_care import FormerFile
from articles.models.picture_use import PictureUse
from articles.models.preview import PreviewLink
from articles.models.purge import Purge
from articles.models.revision import Autosave, Revision
from articles.models.rights import Right, may
from articles.models.submitting import Submission
from articles.models.taxonomy import Category, FormerSection, Tagging, Topic
from articles.models.topic_care import FormerTopic, TopicChange
from articles.models.workflow import Change, Move, NeedsReason, NotAllowed, Pending, State, Status

__all__ = [
    "Announcement",
    "Appointment",
    "Article",
    "ArticleQuerySet",
    "Author",
    "Autosave",
    "BulkJob",
    "Byline",
    "Category",
    "Change",
    "Comment",
    "Correction",
    "Entry",
    "FormerAuthor",
    "FormerFile",
    "FormerPage",
    "FormerSection",
    "FormerTopic",
    "Heartbeat",
    "Move",
    "NeedsReason",
    "NotAllowed",
    "Page",
    "Paper",
    "PasswordSetBy",
    "Pending",
    "Picture",
    "PictureUse",
    "PreviewLink",
    "Purge",
    "Revision",
    "Right",
    "State",
    "Status",
    "Submission",
    "Tagging",
    "Topic",
    "TopicChange",
    "fetch_bylines",
    "may",
]
