"""Stories on the desk: the list, the form and its verbs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import DateTimeField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from js_asset import Media

from articles.admin.forms import StoryForm
from articles.admin.story_list import StoryList
from articles.admin.widgets import Moment
from articles.models import Article, Move, NotAllowed, State


@admin.register(Article)
class StoryAdmin(StoryList):
    """Stories on the desk."""

    form = StoryForm
    formfield_overrides = {DateTimeField: {"form_class": forms.DateTimeField, "widget": Moment}}

    # --- Who may what ---------------------------------------------------------

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """What readers have before them is changed by those who may publish."""
        may = super().has_change_permission(request, obj)
        public = obj is not None and obj.state in {State.PUBLISHED, State.WITHDRAWN}
        return may and (not public or request.user.has_perm("articles.publish_article"))

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """A story that was ever out is withdrawn, not deleted: its address has to answer."""
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or obj.first_published_at is None)

    # --- The form -------------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        """The template lays the fields out; this only names them all."""
        return [(None, {"fields": StoryForm.Meta.fields})]

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The form's own list of fields stands: bylines and topics are no plain columns."""
        kwargs["fields"] = StoryForm.Meta.fields
        return super().get_form(request, *args, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> TemplateResponse:
        """With the verbs that this person may use now, and the editor's import map allowed."""
        story: Article | None = kwargs.get("obj")
        moves = (story or Article()).moves_for(request.user)
        editable = (
            self.has_change_permission(request, story)
            if story
            else self.has_add_permission(request)
        )
        # Only what the form needs: none of the admin's own scripts.
        form = context["adminform"].form
        context |= {
            "story": story,
            "moves": moves if editable else [],
            "media": Media.from_media(form.media).with_nonce(str(request.csp_nonce)),  # type: ignore[attr-defined]
        }
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[return-value]

    def save_model(self, request: HttpRequest, obj: Article, form: StoryForm, change: bool) -> None:
        """Remember who began the story."""
        if not change:
            obj.created_by_id = request.user.pk
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: StoryForm, formsets: Any, change: bool
    ) -> None:
        """Put the names over the story and its topics behind it."""
        super().save_related(request, form, formsets, change)
        story = form.instance
        story.set_authors(form.cleaned_data["authors"])
        topics = form.cleaned_data["topics"]
        story.topics.set(topics)

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Saved; then the verb that was asked for."""
        return self._after_saving(request, obj)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        """Saved; then the verb that was asked for."""
        return self._after_saving(request, obj)

    def _after_saving(self, request: HttpRequest, story: Article) -> HttpResponse:
        """Make the move that the pressed button names; refused, the text is saved all the same."""
        move = request.POST.get("_move", "")
        if move in Move.values:
            self._move(request, story, Move(move))
        else:
            messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[story.pk]))

    def _move(self, request: HttpRequest, story: Article, move: Move) -> None:
        fresh = Article.objects.get(pk=story.pk)
        user = request.user
        try:
            if move == Move.PUBLISH:
                fresh.publish(user, at=fresh.publish_at)
            elif move == Move.WITHDRAW:
                fresh.withdraw(user, request.POST.get("_reason", ""))
            else:
                verbs = {
                    Move.SUBMIT: fresh.submit,
                    Move.RETURN: fresh.return_to_draft,
                    Move.APPROVE: fresh.approve,
                    Move.RESTORE: fresh.restore,
                }
                verbs[move](user)
        except (NotAllowed, PermissionDenied) as refusal:
            messages.error(request, f"{_('Saved, but:')} {refusal}")
            return
        self.log_change(request, fresh, f"{move.label}.")
        messages.success(request, self._done(fresh))

    def _done(self, story: Article) -> SafeString:
        """What the story is now, with the way to it where readers can go there too."""
        if story.is_visible:
            return format_html(
                '{} <a href="{}">{}</a>',
                _("Live."),
                story.get_absolute_url(),
                _("See it on the site"),
            )
        return format_html("{}", _("Saved; now: %(state)s.") % {"state": story.status_label})
