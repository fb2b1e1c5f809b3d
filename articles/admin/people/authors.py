"""Authors on the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import ngettext

from articles.admin.access.confirming import KEPT, confirmed
from articles.admin.common.logged import LoggedAdmin
from articles.admin.common.readdressing import say_moved
from articles.admin.common.widgets import PictureInput
from articles.models import Author, Entry
from articles.models.story.rights import ALL

#: Characters of what has no bound in the database.
LONGEST = {"biography": 10_000, "links": 2_000}


class AuthorForm(forms.ModelForm[Author]):
    """An author's form."""

    class Meta:
        model = Author
        fields = [
            "name", "role", "biography", "expertise", "picture", "contact", "links", "rank",
            "user", "slug",
        ]  # fmt: skip
        widgets = {
            "biography": forms.Textarea(attrs={"rows": 5}),
            "links": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "picture" in self.fields:
            self.fields["picture"].widget = PictureInput()
        if "rank" in self.fields:
            self.fields["rank"].required = False
        for name in LONGEST.keys() & self.fields.keys():
            self.fields[name].validators.append(MaxLengthValidator(LONGEST[name]))

    def clean_rank(self) -> int:
        """Left empty, the place is the one that everybody has."""
        rank: int | None = self.cleaned_data["rank"]
        return Author._meta.get_field("rank").default if rank is None else rank


@admin.register(Author)
class AuthorAdmin(LoggedAdmin):
    """Authors on the desk."""

    form = AuthorForm
    values = AuthorForm.Meta.fields
    change_verb, delete_verb = Entry.Verb.AUTHOR, Entry.Verb.AUTHOR_DELETE
    list_display = ("name", "role", "user")
    list_select_related = ("user",)
    search_fields = ("name", "role")
    show_full_result_count = False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Author], search_term: str
    ) -> tuple[QuerySet[Author], bool]:
        """By the words of name and role, whatever their accents: jose finds José."""
        typed = search_term.replace("\0", "").strip()
        return (queryset & Author.objects.called(typed) if typed else queryset), False

    def get_readonly_fields(
        self, request: HttpRequest, obj: Author | None = None
    ) -> tuple[str, ...]:
        """Whose account an author has decides who reaches the stories: said by those who reach
        all."""
        return () if request.user.has_perm(ALL) else ("user",)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> Any:
        """Whoever gives an author to an account has proved of late to be here."""
        view = super().changeform_view
        if request.method == "POST" and self._gives(request, object_id):
            view = confirmed(view)
        return view(request, object_id, *args, **kwargs)

    def _gives(self, request: HttpRequest, object_id: str | None) -> bool:
        if KEPT in request.POST:
            return True
        author = self.get_object(request, unquote(object_id)) if object_id else None
        had = str(getattr(author, "user_id", None) or "")
        return request.user.has_perm(ALL) and request.POST.get("user", "") != had

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What would go with them, and how much stands in the way: the stories under their names
        are counted, not named, since not everybody reaches them."""
        gone, counts, lacking, protected = super().get_deleted_objects(objs, request)
        said = ngettext(
            "%(n)d story under that name", "%(n)d stories under that name", len(protected)
        )
        return gone, counts, lacking, [said % {"n": len(protected)}] if protected else []

    def save_model(self, request: HttpRequest, obj: Author, form: Any, change: bool) -> None:
        """Save; say where a former address leads."""
        super().save_model(request, obj, form, change)
        say_moved(request, form, obj)
