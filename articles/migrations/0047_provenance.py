"""How pictures came about, and what the checks say of those that AI made."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0046_notices_sent"),
    ]

    operations = [
        migrations.AddField(
            model_name="paper",
            name="ai_pictures",
            field=models.CharField(
                choices=[
                    ("allow", "Publish them; readers are told"),
                    ("warn", "Ask for a reason"),
                    ("refuse", "Refuse them"),
                ],
                db_default="allow",
                default="allow",
                help_text="In the checks before a story is published.",
                max_length=10,
                verbose_name="pictures made with AI",
            ),
        ),
        migrations.AddField(
            model_name="picture",
            name="provenance",
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="picture",
            name="source_type",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Unknown"),
                    ("digitalCapture", "Camera original"),
                    ("computationalCapture", "Camera, computed from several shots"),
                    ("negativeFilm", "Scan of a negative"),
                    ("positiveFilm", "Scan of a slide"),
                    ("print", "Scan of a print"),
                    ("humanEdits", "Edited by a person"),
                    ("composite", "Composite"),
                    ("compositeCapture", "Composite of photographs"),
                    ("compositeSynthetic", "Composite with synthetic parts"),
                    ("digitalCreation", "Drawn or made by a person"),
                    ("screenCapture", "Screenshot"),
                    ("virtualRecording", "Recorded in a virtual world"),
                    ("dataDrivenMedia", "Made from data"),
                    ("algorithmicallyEnhanced", "Enhanced by software"),
                    ("algorithmicMedia", "Made by software, without AI"),
                    ("trainedAlgorithmicMedia", "Made with AI"),
                    ("compositeWithTrainedAlgorithmicMedia", "Edited with AI"),
                ],
                db_default="",
                default="",
                help_text="How it came about. Readers are told of AI, composites and camera originals.",
                max_length=40,
                verbose_name="origin",
            ),
        ),
    ]
