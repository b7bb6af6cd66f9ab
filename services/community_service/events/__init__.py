"""What the community service says to the world."""

from services.community_service.events.alarms import *
from services.community_service.events.amendments import *
from services.community_service.events.attendance import *
from services.community_service.events.bounds import *
from services.community_service.events.breaches import *
from services.community_service.events.cases import *
from services.community_service.events.corrections import *
from services.community_service.events.endings import *
from services.community_service.events.executions import *
from services.community_service.events.fines import *
from services.community_service.events.forecasts import *
from services.community_service.events.guardians import *
from services.community_service.events.holidays import *
from services.community_service.events.incidents import *
from services.community_service.events.offices import *
from services.community_service.events.personal import *
from services.community_service.events.placements import *
from services.community_service.events.reports import *
from services.community_service.events.seals import *
from services.community_service.events.sentences import *
from services.community_service.events.settlements import *
from services.community_service.events.sites import *
from services.community_service.events.supervisors import *
from services.community_service.events.topics import *
from services.community_service.events.verdicts import *
from services.community_service.events.visits import *
