"""What a topic's name looks like, so that one in letters of another script is found."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """The column alone: filling it would keep others from topics meanwhile."""

    dependencies: ClassVar = [("articles", "0016_names_in_order")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="topic",
            name="look",
            field=models.CharField(db_default="", default="", editable=False, max_length=100),
        ),
    ]
