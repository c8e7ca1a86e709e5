"""Figures go out; texts are written around them in three languages; the site comes from the pack."""

from kanaf.publication.actions.bulletins import Telling, Words, check_may_publish, publish_bulletin, withdraw_bulletin, write_bulletin
from kanaf.publication.actions.figures import release_figure
from kanaf.publication.actions.site import publish_demo_content, set_up_site

__all__ = [
    "Telling",
    "Words",
    "check_may_publish",
    "publish_bulletin",
    "publish_demo_content",
    "release_figure",
    "set_up_site",
    "withdraw_bulletin",
    "write_bulletin",
]
