"""The public site, in three languages under their prefixes.

`i18n_patterns` must stand in the root URLconf: `config.urls` takes these patterns as they are.
"""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, path, re_path
from wagtail.urls import serve_pattern

from kanaf.publication.views import public

urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.root, name="site_root"),
    path("robots.txt", public.robots, name="robots"),
    *i18n_patterns(
        path("chiffres/source/<slug:code>/", public.external, name="site_external"),
        path("chiffres/<slug:indicator>/<slug:window>/", public.figure, name="site_figure"),
        path("chiffres/<slug:indicator>/<slug:window>/data.csv", public.figure_csv, name="site_figure_csv"),
        path("figures/source/<slug:code>/", public.external, name="site_external_en"),
        path("figures/<slug:indicator>/<slug:window>/", public.figure, name="site_figure_en"),
        path("figures/<slug:indicator>/<slug:window>/data.csv", public.figure_csv, name="site_figure_csv_en"),
        re_path(serve_pattern, public.page, name="wagtail_serve"),
    ),
]
