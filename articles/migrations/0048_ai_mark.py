"""The mark of stories that have a language model's words, and what is said of it."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Four columns."""

    dependencies: ClassVar = [("articles", "0047_provenance")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="article",
            name="ai_helped",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Readers are told so. Set when a text of the language model is taken.",
                verbose_name="made with the help of AI",
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="ai_words",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Leave empty for “Made with the help of AI.” in the readers’ language.",
                max_length=200,
                verbose_name="in these words",
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="model_rules",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Sent with every question: how you write, what you never write.",
                max_length=4000,
                verbose_name="house rules for the language model",
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="tells_of_ai",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="Under stories that are marked as made with the help of AI.",
                verbose_name="tell readers of AI",
            ),
        ),
    ]
