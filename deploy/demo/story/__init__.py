"""The story of the joint agreement of 9 February 2026, a chapter for each service, through the public doors only."""
