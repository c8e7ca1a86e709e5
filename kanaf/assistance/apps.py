from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    name = "kanaf.assistance"
    label = "assistance"
