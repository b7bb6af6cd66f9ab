"""Read statements straight into response models, a file per topic."""
