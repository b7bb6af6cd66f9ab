"""What the training service publishes, and what it writes for the record only."""

from services.training.events.assessments import *
from services.training.events.attendance import *
from services.training.events.batches import *
from services.training.events.certificates import *
from services.training.events.consignments import *
from services.training.events.enrolments import *
from services.training.events.equipment import *
from services.training.events.identities import *
from services.training.events.ledger import *
from services.training.events.loans import *
from services.training.events.maintenance import *
from services.training.events.officials import *
from services.training.events.outlets import *
from services.training.events.participants import *
from services.training.events.payouts import *
from services.training.events.personal import *
from services.training.events.products import *
from services.training.events.programmes import *
from services.training.events.readiness import *
from services.training.events.sales import *
from services.training.events.sessions import *
from services.training.events.splits import *
from services.training.events.stays import *
from services.training.events.topics import *
from services.training.events.withdrawals import *
from services.training.events.workshops import *
