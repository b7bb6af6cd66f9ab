"""What the notifications service publishes, and what it writes for the record only."""

from services.notifications.events.circulars import *
from services.notifications.events.data_breaches import *
from services.notifications.events.guardians import *
from services.notifications.events.messages import *
from services.notifications.events.notification_rules import *
from services.notifications.events.personal import *
from services.notifications.events.recipients import *
from services.notifications.events.restores import *
from services.notifications.events.topics import *
