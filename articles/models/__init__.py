"""The nouns of the newsroom, with their querysets and verbs."""

from articles.models.access.devices import Device
from articles.models.access.forgotten import LinkSent, PasswordRequest
from articles.models.access.links import AddressSetBy, PasswordLink
from articles.models.access.sessions import DeskSession
from articles.models.access.tokens import ApiAnswer, ApiToken
from articles.models.breaking.banner import Banner
from articles.models.cards.card import SocialCard
from articles.models.changes.backups import Backup, Restoration
from articles.models.changes.log import Entry
from articles.models.changes.mail import Mail
from articles.models.changes.outbox import Announcement
from articles.models.changes.purge import Purge
from articles.models.changes.seals import Seal
from articles.models.chats.hook import ChatHook, ChatMessage
from articles.models.desk.bulk import BulkJob
from articles.models.desk.comments import Comment
from articles.models.desk.front_visits import FrontVisit
from articles.models.desk.preview_links import PreviewLink
from articles.models.desk.proposals import Proposal
from articles.models.fronts.edition import Edition, Launch
from articles.models.fronts.front import Front
from articles.models.lifecycle.appointments import Appointment, Heartbeat
from articles.models.lifecycle.submission import Submission
from articles.models.lifecycle.workflow import (
    Change,
    Move,
    NeedsReason,
    NotAllowed,
    Pending,
    State,
    Status,
)
from articles.models.links.link import StoryLink
from articles.models.notices.choices import NoticeChoices
from articles.models.notices.devices import PushDevice, PushMessage
from articles.models.notices.notice import Notice
from articles.models.partners.feed import PartnerFeed, PartnerUse
from articles.models.people.accounts import PasswordSetBy
from articles.models.people.authors import Author, FormerAuthor
from articles.models.people.bylines import Byline
from articles.models.people.outside_logins import OutsideLogin
from articles.models.pictures.picture import Picture
from articles.models.pictures.replacing import FormerFile
from articles.models.pictures.uses import PictureUse
from articles.models.planning.assignment import Assignment
from articles.models.planning.feeds import CalendarFeed
from articles.models.planning.filters import SavedFilter
from articles.models.planning.plan import Plan
from articles.models.publication.pages import FormerPage, Page
from articles.models.publication.paper import Paper
from articles.models.publication.site_files import SiteFile
from articles.models.redirects.redirect import Redirect
from articles.models.search.document import SearchDocument, SearchDue
from articles.models.search.telling import EngineIndex, SearchTelling
from articles.models.search.vocabulary import SearchWord
from articles.models.story.article import Article, ArticleQuerySet
from articles.models.story.corrections import Correction
from articles.models.story.listing import fetch_bylines
from articles.models.story.revision import Autosave, Revision
from articles.models.story.rights import Right, may
from articles.models.style.ignored import IgnoredMark
from articles.models.style.own_words import OwnWord
from articles.models.style.rules import StyleRule
from articles.models.suggestions.suggestion import Suggestion
from articles.models.templates.template import StoryTemplate
from articles.models.topics.names import FormerTopic, TopicChange
from articles.models.topics.taxonomy import Category, FormerSection, Tagging, Topic
from articles.models.translations.translation import Translation
from articles.models.webhooks.delivery import WebhookDelivery
from articles.models.webhooks.ping import HubPing
from articles.models.webhooks.webhook import Webhook

__all__ = [
    "AddressSetBy",
    "Announcement",
    "ApiAnswer",
    "ApiToken",
    "Appointment",
    "Article",
    "ArticleQuerySet",
    "Assignment",
    "Author",
    "Autosave",
    "Backup",
    "Banner",
    "BulkJob",
    "Byline",
    "CalendarFeed",
    "Category",
    "Change",
    "ChatHook",
    "ChatMessage",
    "Comment",
    "Correction",
    "DeskSession",
    "Device",
    "Edition",
    "EngineIndex",
    "Entry",
    "FormerAuthor",
    "FormerFile",
    "FormerPage",
    "FormerSection",
    "FormerTopic",
    "Front",
    "FrontVisit",
    "Heartbeat",
    "HubPing",
    "IgnoredMark",
    "Launch",
    "LinkSent",
    "Mail",
    "Move",
    "NeedsReason",
    "NotAllowed",
    "Notice",
    "NoticeChoices",
    "OutsideLogin",
    "OwnWord",
    "Page",
    "Paper",
    "PartnerFeed",
    "PartnerUse",
    "PasswordLink",
    "PasswordRequest",
    "PasswordSetBy",
    "Pending",
    "Picture",
    "PictureUse",
    "Plan",
    "PreviewLink",
    "Proposal",
    "Purge",
    "PushDevice",
    "PushMessage",
    "Redirect",
    "Restoration",
    "Revision",
    "Right",
    "SavedFilter",
    "Seal",
    "SearchDocument",
    "SearchDue",
    "SearchTelling",
    "SearchWord",
    "SiteFile",
    "SocialCard",
    "State",
    "Status",
    "StoryLink",
    "StoryTemplate",
    "StyleRule",
    "Submission",
    "Suggestion",
    "Tagging",
    "Topic",
    "TopicChange",
    "Translation",
    "Webhook",
    "WebhookDelivery",
    "fetch_bylines",
    "may",
]
