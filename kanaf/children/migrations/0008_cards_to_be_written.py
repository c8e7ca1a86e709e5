"""A card without content for every child that is not erased: `./manage.py rebuild_name_keys` finds by it whom it has still to read."""

from itertools import islice
from typing import Any

from django.db import migrations

EMPTY = 0


def begin_cards(apps: Any, _schema: Any) -> None:
    child, card, key = (apps.get_model(*name) for name in (("children", "Child"), ("children", "Card"), ("core", "DataKey")))
    living = key.objects.filter(subject_kind="child").values("subject_id")
    found = child.objects.filter(pk__in=living).values_list("pk", "organisation_id", "registered_at").iterator(chunk_size=2000)
    while several := list(islice(found, 2000)):
        card.objects.bulk_create(
            card(child_id=pk, organisation_id=organisation, version=EMPTY, sealed=b"", written_at=at) for pk, organisation, at in several
        )


class Migration(migrations.Migration):
    dependencies = [
        ("children", "0007_keys_and_cards"),
        ("core", "0001_initial"),
    ]

    operations = [migrations.RunPython(begin_cards, migrations.RunPython.noop)]
