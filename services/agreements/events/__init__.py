"""What the agreements service says to the world."""

from services.agreements.events.agreements import *
from services.agreements.events.base import *
from services.agreements.events.obligations import *
from services.agreements.events.organisations import *
from services.agreements.events.records import *
