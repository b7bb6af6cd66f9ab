"""Who may do what on Kafka: an account for each service and for each agency, as the table of topics says."""
