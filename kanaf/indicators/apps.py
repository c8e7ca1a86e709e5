from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "kanaf.indicators"
    label = "indicators"
