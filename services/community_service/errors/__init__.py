"""What the community service refuses, and by which article."""
