"""A story from a template, and a template from a story."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles.admin.history.views import accessible_story
from articles.models import Article, NotAllowed, StoryTemplate
from articles.models.copies.duplicating import may_begin
from articles.models.templates.checks import open_places
from articles.models.templates.template import MANAGE

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

#: A number that a row can have.
MAX_ID = 2**63 - 1


def urls(admin: ModelAdmin[Any]) -> list[URLPattern]:
    """The door to a story, for the stories' admin."""
    view = admin.admin_site.admin_view(partial(make, admin))
    return [path("<int:pk>/template/", view, name="articles_article_template")]


def beginning(admin: ModelAdmin[Any]) -> list[URLPattern]:
    """The door to a new story, for the templates' admin."""
    view = admin.admin_site.admin_view(require_POST(begin))
    return [path("<int:pk>/begin/", view, name="articles_storytemplate_begin")]


def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a story from the template; pressed twice, once."""
    if not may_begin(request.user):
        raise PermissionDenied
    template = StoryTemplate.objects.filter(pk=pk).first() if pk <= MAX_ID else None
    if template is None:
        raise Http404(gettext("This template no longer exists."))
    try:
        story = Article.begin_from(template, request.user, key=_key(request, pk))
    except (NotAllowed, Article.DoesNotExist) as refusal:
        messages.error(request, str(refusal) or gettext("The story was deleted. Try again."))
        return HttpResponseRedirect(reverse("admin:articles_article_changelist"))
    number = len(open_places(template.content))
    said = ngettext(
        "Started from “%(name)s”: %(n)d place to fill in. Press Tab to go to it.",
        "Started from “%(name)s”: %(n)d places to fill in. Press Tab to go from one to the next.",
        number,
    )
    messages.success(request, said % {"name": template, "n": number})
    form = reverse("admin:articles_article_change", args=[story.pk])
    return HttpResponseRedirect(f"{form}#fill" if number else form)


def _key(request: HttpRequest, template: int) -> UUID:
    """That of the page and the template, so that the same press is one story."""
    try:
        return uuid5(UUID(request.POST.get("_copy", "")), str(template))
    except ValueError:
        return uuid4()


class MakeForm(forms.ModelForm[StoryTemplate]):
    """The name of a new template, or which one gets the story's text."""

    replaces = forms.ModelChoiceField(
        queryset=StoryTemplate.objects.defer("content"),
        label=_("Template"),
        required=False,
        empty_label=_("A new one"),
    )
    keep = forms.MultipleChoiceField(
        label=_("Copy from the story"),
        required=False,
        choices=[("authors", _("Bylines")), ("topics", _("Topics")), ("picture", _("Picture"))],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = StoryTemplate
        fields = ("name", "description")

    field_order = ("replaces", "name", "description", "keep")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False
        self.fields["name"].help_text = _("Such as “Match report”.")

    def clean(self) -> dict[str, Any]:
        """One that is there keeps its name; a new one needs one."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not given.get("replaces") and not given.get("name") and "name" not in self.errors:
            self.add_error("name", _("Give the new template a name."))
        return given


def make(admin: ModelAdmin[Any], request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a name; posted, make a template of what the story says, and show its form."""
    if not request.user.has_perm(MANAGE):
        raise PermissionDenied
    one = Article.objects.get(pk=accessible_story(request, pk).pk)
    form = MakeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        old = form.cleaned_data.get("replaces")
        template = StoryTemplate.objects.get(pk=old.pk) if old else form.instance
        one.make_template(request.user, template, form.cleaned_data["keep"])
        messages.success(request, gettext("The template “%(name)s” is saved.") % {"name": template})
        return HttpResponseRedirect(
            reverse("admin:articles_storytemplate_change", args=[template.pk])
        )
    context = {
        **admin.admin_site.each_context(request),
        "title": gettext("Make a template"),
        "opts": StoryTemplate._meta,
        "story": one,
        "form": form,
        "places": open_places(one.content()),
    }
    return TemplateResponse(request, "admin/articles/storytemplate/make.html", context)
