"""What the training service publishes, and what it writes for the record only."""

from services.training.events.assessments import *
from services.training.events.attendance import *
from services.training.events.certificates import *
from services.training.events.enrolments import *
from services.training.events.officials import *
from services.training.events.participants import *
from services.training.events.personal import *
from services.training.events.programmes import *
from services.training.events.sessions import *
from services.training.events.topics import *
