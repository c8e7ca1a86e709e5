"""Until the pack is loaded anew, the organisations that coordinate are those whose people hold a national role."""

from django.db import migrations

NATIONAL = ("national_coordinator", "information_officer", "communications_officer")


def mark(apps, schema_editor):
    grants = apps.get_model("access", "Grant").objects.filter(role__in=NATIONAL, ended_at__isnull=True)
    holding = set(grants.values_list("account__organisation_id", flat=True))
    apps.get_model("access", "Organisation").objects.filter(pk__in=holding).update(coordinates=True)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0005_organisation_coordinates"),
    ]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
