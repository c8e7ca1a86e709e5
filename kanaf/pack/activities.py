"""The pack's campaigns and recommendations: what they are, not their sessions."""

from datetime import datetime

from kanaf.access.models import Account
from kanaf.pack.reader import Pack


def load(pack: Pack, *, by: Account, at: datetime) -> None:
    """Campaigns, then the recommendations that came out of them."""
