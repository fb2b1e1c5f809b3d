"""Say two kinds of notices in plainer words. No table changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Labels alone."""

    dependencies = [("articles", "0063_search_engine")]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                max_length=20,
                choices=[
                    ("mention", "mentions of you"),
                    ("comment", "comments on your stories and replies"),
                    ("returned", "your stories returned"),
                    ("changes_returned", "your changes returned"),
                    ("assigned", "assignments"),
                    ("approval", "stories waiting for approval"),
                    ("failed", "scheduled actions that failed"),
                    ("live", "your stories gone live"),
                    ("suggested", "suggestions for your stories"),
                    ("settled", "your suggestions accepted or rejected"),
                    ("source_changed", "changes to the sources of your translations"),
                ],
            ),
        ),
    ]
