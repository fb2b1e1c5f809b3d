"""Who has set whose password; and managing editors look after accounts, as those whose rights an
operator does not have need somebody who does."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

LOOKS_AFTER = ["add_user", "change_user", "view_user", "view_group"]


def give_rights(apps, schema_editor):
    """Give managing editors, where there is such a role, what operators have for accounts."""
    using = schema_editor.connection.alias
    groups = apps.get_model("auth", "Group").objects.using(using)
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    for group in groups.filter(name="Managing editor"):
        group.permissions.add(
            *permissions.filter(content_type__app_label="auth", codename__in=LOOKS_AFTER)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0013_same_headline"),
        ("auth", "0012_alter_user_first_name_max_length"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PasswordSetBy",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="set by",
                    ),
                ),
            ],
            options={
                "verbose_name": "password set for somebody",
                "verbose_name_plural": "passwords set for somebody",
                "default_permissions": (),
            },
        ),
        migrations.RunPython(give_rights, migrations.RunPython.noop),
    ]
