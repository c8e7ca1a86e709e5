"""What is asked about sessions: the plan, the roll, the list of a training, and what a list is narrowed to."""

from kanaf.activities.forms.plan import PlanForm, SessionFilter
from kanaf.activities.forms.roll import RollForm
from kanaf.activities.forms.training import TrainingForm

__all__ = ["PlanForm", "RollForm", "SessionFilter", "TrainingForm"]
