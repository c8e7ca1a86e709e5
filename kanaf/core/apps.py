from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "kanaf.core"
    label = "core"

    def ready(self) -> None:
        from kanaf.core import checks  # noqa: F401, PLC0415 - registering checks needs the apps
        from kanaf.core.database import policies, safety  # noqa: F401, PLC0415

        post_migrate.connect(policies.apply, sender=self, dispatch_uid="kanaf.policies")
