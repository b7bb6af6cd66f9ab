"""The published language of the agreements service, and the records that stay in its journal."""

from services.agreements.events.accreditations import *
from services.agreements.events.addenda import *
from services.agreements.events.agreements import *
from services.agreements.events.checklists import *
from services.agreements.events.cooperation_agreements import *
from services.agreements.events.documents import *
from services.agreements.events.evaluations import *
from services.agreements.events.joint_agreements import *
from services.agreements.events.obligations import *
from services.agreements.events.organisations import *
from services.agreements.events.originals import *
from services.agreements.events.pauses import *
from services.agreements.events.restores import *
from services.agreements.events.topics import *
