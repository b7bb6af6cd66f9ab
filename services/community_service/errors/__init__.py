"""What the community service refuses, and by which article: `intake` about a verdict, `work` about serving it."""
