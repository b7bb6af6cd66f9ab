"""The story of the joint agreement of 9 February 2026. One file per topic; all of it goes over public addresses."""
