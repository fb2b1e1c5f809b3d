"""The admin of stories: the form, and who may open it."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.functional import SimpleLazyObject
from js_asset import Media

from articles.admin.comments import threads, views
from articles.admin.helping import asking, proposals, translating
from articles.admin.history import conflict
from articles.admin.history import views as history
from articles.admin.placing import panel
from articles.admin.placing import views as placing
from articles.admin.planning import filters
from articles.admin.stories import bin as bin_
from articles.admin.stories import bulk, copying, linking
from articles.admin.stories.list import StoryList
from articles.admin.story import (
    address_line,
    corrections,
    form_state,
    pasting,
    preview,
    saving,
)
from articles.admin.story.form import FIELDS, StoryForm
from articles.admin.style import marks, spelling
from articles.admin.templates import making
from articles.admin.translations import box
from articles.admin.translations import views as translations
from articles.admin.unsaved import autosaving
from articles.admin.unsaved import texts as unsaved
from articles.admin.unsaved.login_recovery import rescuing
from articles.lib.addresses import absolute
from articles.lib.languages.known import site_tag
from articles.models import Article, Autosave, Revision, Right, may
from articles.models.copies.duplicating import offered
from articles.models.story.rights import know


@admin.register(Article)
class StoryAdmin(StoryList):
    """Stories on the desk."""

    form = StoryForm

    def get_urls(self) -> list[URLPattern]:
        """The form's doors, then those of what stands beside it."""
        wrap = self.admin_site.admin_view
        rooms = (
            unsaved,
            address_line,
            autosaving,
            pasting,
            history,
            conflict,
            views,
            corrections,
            placing,
            proposals,
            translations,
            asking,
            translating,
        )
        return [
            path("add/", rescuing(wrap(self.add_view)), name="articles_article_add"),
            path(
                "<path:object_id>/change/",
                rescuing(wrap(self.change_view)),
                name="articles_article_change",
            ),
            *(
                one
                for room in (*rooms, preview, bulk, bin_, copying, linking, making, marks, spelling)
                for one in room.urls(self)
            ),
            *super().get_urls(),
        ]

    # --- Who may what ---------------------------------------------------------

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Stories within the person's reach."""
        return may(request.user, Right.VIEW, obj)

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Stories within the person's reach; what readers have changes only when published."""
        return may(request.user, Right.EDIT, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """A story that was ever out is withdrawn, not deleted: its address has to answer."""
        never_out = obj is None or obj.first_published_at is None
        return never_out and may(request.user, Right.DELETE, obj)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Into the bin, where it stays for some weeks."""
        story = self.get_object(request, object_id)
        if story is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_delete_permission(request, story):
            raise PermissionDenied
        return bin_.put_in(self, request, story)

    # --- The form -------------------------------------------------------------

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Article | None:
        """The story with all that its form shows of it; None out of the person's reach."""
        if not (object_id.isascii() and object_id.isdigit() and len(object_id) < 19):
            return None
        if request.method == "POST":
            story = next(iter(form_state.POSTED(int(object_id))), None)
        else:
            typed = Autosave.objects.typed_by(request.user)
            any_unsaved = Exists(typed.filter(story_number=OuterRef("pk")))
            stories = form_state.stories().annotate(any_unsaved=any_unsaved)
            story = stories.filter(pk=int(object_id)).first()
        if story is None or not may(request.user, Right.VIEW, story):
            return None
        if story.working is None and request.method == "GET":
            # What the row holds, read once for all that ask for it.
            story.working = Revision(number=0, content=story.content(), at=story.modified_at)
        return story

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        """The template lays the fields out; this only names them all."""
        return [(None, {"fields": FIELDS})]

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The form as it stands, for this person: bylines and topics are no plain columns."""
        return type("StoryFormOfPerson", (StoryForm,), {"person": request.user})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the form; a post goes into the working copy and comes back with what was wrong."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        know(request.user)
        again = partial(super().changeform_view, request, object_id, form_url, extra_context)
        if object_id is None:
            if not self.has_add_permission(request):
                raise PermissionDenied
            return saving.begin(request, again)
        story = self.get_object(request, object_id)
        if story is None or not self.has_change_permission(request, story):
            return saving.gone(request, object_id)
        try:
            return saving.save(request, story, again)
        except (PermissionDenied, Article.DoesNotExist):
            # At this moment somebody has deleted it, or moved it out of reach.
            story = self.get_object(request, object_id)
            if story is not None and self.has_change_permission(request, story):
                raise
            return saving.gone(request, object_id)

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """What became of the story, where Django would lead to the start page."""
        try:
            return unsaved.gone_page(request, autosaving.number_of(object_id))
        except Article.DoesNotExist as error:
            raise Http404 from error

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, and over it what was never saved."""
        texts = SimpleLazyObject(lambda: unsaved.listed(request.user, unsaved.MAX_SHOWN_AT_TOP))
        templates = SimpleLazyObject(lambda: offered(request.user))
        saved = filters.of_stories(request)
        if isinstance(saved, HttpResponse):
            return saved
        over = {"unsaved": texts, **saved, "templates": templates, "copy_key": str(uuid4())}
        return super().changelist_view(request, {**(extra_context or {}), **over})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> TemplateResponse:
        """With the verbs that this person may use now, and the editor's import map allowed."""
        story: Article | None = kwargs.get("obj")
        # Only what the form needs: none of the admin's own scripts.
        form = context["adminform"].form
        posted = request.POST
        context |= form_state.desk_context(request, story) | {
            "form_key": posted.get("_key") or str(uuid4()),
            "base": posted.get("_base") or (story.base_number() if story else 0),
            "autosaves": unsaved.for_form(request, story) if not posted else [],
            "sections": form.sections,
            "elsewhere": form.elsewhere(absolute(request, "")),
            "language_model": asking.about_model(),
            "site_language": site_tag(),
            "templates": offered(request.user) if not (story or posted) else [],
            "copy_key": str(uuid4()) if self.has_add_permission(request) else "",
            "media": Media.from_media(form.media).with_nonce(str(request.csp_nonce)),  # type: ignore[attr-defined]
        }
        if story:
            context |= threads.comment_context(request, story)
            context |= panel.box_context(request.user, story)
            context |= box.box_context(request.user, story)
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[return-value]
