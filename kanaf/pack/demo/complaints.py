"""Two complaints, invented: one that has just come in on the page, one that was told by telephone and is being followed."""

from datetime import datetime, timedelta
from uuid import UUID

from kanaf.access.models import Organisation
from kanaf.core import ids
from kanaf.core.actions import one_transaction
from kanaf.pack.demo import people
from kanaf.safeguarding import actions
from kanaf.safeguarding.actions import Told
from kanaf.safeguarding.choices import Channel, Kind, ToldBy

# The form of the complaint told by telephone: its code is the same in every demonstration that has the same keys.
FORM = UUID("019a9d00-0000-7000-8000-000000000001")


def write_complaints(at: datetime) -> None:
    """One waits for its first action since five hours, one was acknowledged and answered last week."""
    focal_point, worker = people.account("safeguarding"), people.account("caseworker2.marrakech")
    alkaram = Organisation.objects.get(code="alkaram")
    earlier = at - timedelta(days=8)
    with one_transaction():
        complaint = actions.receive_complaint(
            by=worker,
            at=earlier,
            id=FORM,
            channel=Channel.TELEPHONE,
            told=Told(
                kind="fraud",
                text="(Plainte fictive.) On nous a demandé de l’argent pour recevoir un panier alimentaire, devant le local, un vendredi.",
                organisation=alkaram,
                who="Un bénévole, je ne connais pas son nom",
                told_by=ToldBy.FOR_OTHER,
            ),
            is_synthetic=True,
        )
        actions.take_step(by=focal_point, at=earlier + timedelta(hours=3), complaint=complaint, kind=Kind.ACKNOWLEDGED)
        actions.assign_complaint(by=focal_point, at=earlier + timedelta(hours=3), complaint=complaint, to=focal_point)
        actions.answer_sender(
            by=focal_point,
            at=earlier + timedelta(hours=4),
            complaint=complaint,
            text="Merci de l’avoir dit. L’aide est gratuite. Nous vérifions, et personne ne saura que vous avez écrit.",
        )
        actions.take_step(
            by=focal_point,
            at=earlier + timedelta(days=2),
            complaint=complaint,
            kind=Kind.ASSESSED,
            note="(Note fictive.) Récit précis ; à confier à une enquête.",
        )
    with one_transaction():
        actions.receive_complaint(
            by=None,
            at=at - timedelta(hours=5),
            id=ids.new_id(),
            told=Told(
                kind="other_abuse",
                text="(شكاية خيالية) صرخ في وجهنا وهدد بطردنا من النشاط إذا تكلمنا.",
                told_by=ToldBy.FOR_CHILD,
            ),
            is_synthetic=True,
        )
