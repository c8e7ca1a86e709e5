"""What the field holds is a campaign's title: its name says so."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("publication", "0001_initial")]

    operations = [migrations.RenameField("releasedfigure", "window_labels", "campaign_labels")]
