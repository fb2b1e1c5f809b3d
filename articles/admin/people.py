"""Authors on the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin

from articles.admin.widgets import PictureInput
from articles.models import Author


class AuthorForm(forms.ModelForm[Author]):
    """An author's form."""

    class Meta:
        model = Author
        fields = ["name", "role", "biography", "picture", "links", "user", "slug"]
        widgets = {
            "biography": forms.Textarea(attrs={"rows": 5}),
            "links": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "picture" in self.fields:
            self.fields["picture"].widget = PictureInput()


@admin.register(Author)
class AuthorAdmin(admin.ModelAdmin[Author]):
    """Authors on the desk."""

    form = AuthorForm
    list_display = ("name", "role", "user")
    list_select_related = ("user",)
    search_fields = ("name", "role")
    ordering = ("name",)
    show_full_result_count = False
