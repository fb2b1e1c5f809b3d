"""What the desk's lists are read off, and where a picture is shown. The indexes of single columns
that these begin with go: SQLite would take them, and sort what it finds."""

from importlib import import_module
from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models
from django.db.migrations.operations.models import RemoveIndex
from django.db.models import F, Q

AddIndexLive = import_module("articles.migrations.0009_delivery").AddIndexLive
LAST_SAVED = (F("modified_at").desc(), F("id").desc())


class RemoveIndexLive(RemoveIndexConcurrently):
    """Keeps nobody from writing meanwhile, on databases that need that said."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        kind = (
            RemoveIndexConcurrently
            if schema_editor.connection.vendor == "postgresql"
            else RemoveIndex
        )
        kind.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        kind = (
            RemoveIndexConcurrently
            if schema_editor.connection.vendor == "postgresql"
            else RemoveIndex
        )
        kind.database_backwards(self, app_label, schema_editor, from_state, to_state)


class AlterIndexAlone(migrations.AlterField):
    """A key with or without an index of its own. Django would write the whole table anew on SQLite
    for that."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        before = from_state.apps.get_model(app_label, self.model_name)
        after = to_state.apps.get_model(app_label, self.model_name)
        was, is_now = (one._meta.get_field(self.name).db_index for one in (before, after))
        live = {"concurrently": True} if schema_editor.connection.vendor == "postgresql" else {}
        if was and not is_now:
            column = [before._meta.get_field(self.name).column]
            names = schema_editor._constraint_names(
                before, column, index=True, unique=False, primary_key=False
            )
            for name in names:
                if not name.startswith(("article_", "picture_use_")):
                    schema_editor.execute(schema_editor._delete_index_sql(before, name, **live))
        elif is_now and not was:
            field = after._meta.get_field(self.name)
            schema_editor.execute(
                schema_editor._create_index_sql(after, fields=[field], **live), params=None
            )

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        self.database_forwards(app_label, schema_editor, from_state, to_state)


def account(**more):
    """The column of an account."""
    more = {"blank": True, "null": True, "related_name": "+", **more}
    on_delete = django.db.models.deletion.SET_NULL
    return models.ForeignKey(
        db_index=False, on_delete=on_delete, to=settings.AUTH_USER_MODEL, **more
    )


def noun(to, **more):
    """The column of a section or a picture, which stay as long as something has them."""
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, to=to, **more
    )


class Migration(migrations.Migration):
    atomic = False  # as an index that is made beside the writers asks for

    dependencies: ClassVar = [
        ("articles", "0057_search_documents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        *(
            AddIndexLive(
                model_name="article",
                index=models.Index(
                    *columns,
                    *LAST_SAVED,
                    condition=Q(binned_at__isnull=True),
                    name=f"article_desk_{name}",
                ),
            )
            for name, columns in {
                "saved": [],
                "status": [F("state")],
                "section": [F("section"), F("state")],
            }.items()
        ),
        *(
            AddIndexLive(
                model_name="article", index=models.Index(F(column), *LAST_SAVED, name=name)
            )
            for column, name in {
                "created_by": "article_begun",
                "assignee": "article_assigned",
                "picture": "article_of_picture",
            }.items()
        ),
        AddIndexLive(
            model_name="pictureuse",
            index=models.Index(F("picture"), F("article").desc(), name="picture_use_by_story"),
        ),
        RemoveIndexLive(model_name="article", name="article_last_saved"),
        RemoveIndexLive(model_name="article", name="article_desk_state"),
        AlterIndexAlone(
            model_name="article",
            name="section",
            field=noun(
                "articles.category",
                blank=True,
                null=True,
                related_name="articles",
                verbose_name="section",
            ),
        ),
        AlterIndexAlone(
            model_name="article",
            name="picture",
            field=noun(
                "articles.picture",
                blank=True,
                null=True,
                related_name="articles",
                verbose_name="lead picture",
            ),
        ),
        AlterIndexAlone(
            model_name="pictureuse",
            name="picture",
            field=noun("articles.picture", related_name="uses"),
        ),
        AlterIndexAlone(model_name="article", name="created_by", field=account(editable=False)),
        AlterIndexAlone(
            model_name="article",
            name="assignee",
            field=account(related_name="assigned_stories", verbose_name="assigned to"),
        ),
    ]
