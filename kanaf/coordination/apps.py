from django.apps import AppConfig


class CoordinationConfig(AppConfig):
    name = "kanaf.coordination"
    label = "coordination"
