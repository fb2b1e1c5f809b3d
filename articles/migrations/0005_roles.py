"""The newsroom's roles, as groups. What each may do can be changed in the admin afterwards."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

WRITING = [
    "add_article",
    "change_article",
    "view_article",
    "view_author",
    "view_category",
    "add_picture",
    "change_picture",
    "view_picture",
    "add_topic",
    "view_topic",
]
EDITING = [
    *WRITING,
    "delete_article",
    "publish_article",
    "edit_section_articles",
    "add_author",
    "change_author",
    "change_topic",
]
PICTURES = ["add_picture", "change_picture", "delete_picture", "view_picture", "view_author"]
ROLES = {
    "Reporter": WRITING,
    "Editor": EDITING,
    "Managing editor": [
        *EDITING,
        "edit_all_articles",
        "withdraw_article",
        "override_checks",
        "delete_author",
        "delete_picture",
        "delete_topic",
        "add_category",
        "change_category",
        "delete_category",
        "view_entry",
        "view_appointment",
    ],
    "Picture editor": PICTURES,
    "Operator": [
        "auth.add_user",
        "auth.change_user",
        "auth.view_user",
        "auth.view_group",
        "view_category",
        "change_category",
        "view_entry",
        "view_appointment",
    ],
}


def make_roles(apps, schema_editor):
    """Make the roles that are missing; a group of that name already there stays as it is."""
    using = schema_editor.connection.alias
    # Django makes permissions only after all migrations.
    for label in ("articles", "auth"):
        config = apps.get_app_config(label)
        config.models_module = True  # A migration's apps have none, which would mean no models.
        create_permissions(config, apps=apps, verbosity=0, using=using)
        config.models_module = None
    groups = apps.get_model("auth", "Group").objects.using(using)
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    for name, names in ROLES.items():
        group, made = groups.get_or_create(name=name)
        if not made:
            continue
        for entry in names:
            label, _, codename = entry.rpartition(".")
            group.permissions.add(
                permissions.get(content_type__app_label=label or "articles", codename=codename)
            )


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0004_newsroom"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
