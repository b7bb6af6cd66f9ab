-- Lists of sentences by their last day, of all states and of one.
create index sentences_ends_on on sentences (ends_on, id);
create index sentences_state_ends_on on sentences (state, ends_on, id);
