"""What the community service says to the world, and what it takes from courts and prosecutors."""

from services.community_service.events.base import *
from services.community_service.events.intake import *
from services.community_service.events.journal import *
from services.community_service.events.oversight import *
from services.community_service.events.records import *
from services.community_service.events.sentences import *
from services.community_service.events.sessions import *
from services.community_service.events.sites import *
