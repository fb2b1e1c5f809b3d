"""What machines may do with the site, and the text files that tell them of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0049_proposals"),
    ]

    operations = [
        migrations.CreateModel(
            name="SiteFile",
            fields=[
                (
                    "name",
                    models.CharField(
                        choices=[
                            ("ads.txt", "ads.txt"),
                            ("trust.txt", "trust.txt"),
                            ("humans.txt", "humans.txt"),
                            ("security.txt", "security.txt"),
                        ],
                        max_length=20,
                        primary_key=True,
                        serialize=False,
                        verbose_name="name",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=100000, verbose_name="text")),
            ],
            options={
                "verbose_name": "text file",
                "verbose_name_plural": "text files",
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="paper",
            name="policy",
            field=models.JSONField(editable=False, null=True),
        ),
    ]
