"""The nouns of the newsroom, with their querysets and verbs."""

from articles.models.article import Article, Byline
from articles.models.listing import ArticleQuerySet, fetch_bylines
from articles.models.people import Author
from articles.models.picture import Picture
from articles.models.taxonomy import Category, Tagging, Topic
from articles.models.workflow import Move, NotAllowed, State, Status

__all__ = [
    "Article",
    "ArticleQuerySet",
    "Author",
    "Byline",
    "Category",
    "Move",
    "NotAllowed",
    "Picture",
    "State",
    "Status",
    "Tagging",
    "Topic",
    "fetch_bylines",
]
