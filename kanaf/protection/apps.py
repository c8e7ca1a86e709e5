from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    name = "kanaf.protection"
    label = "protection"
