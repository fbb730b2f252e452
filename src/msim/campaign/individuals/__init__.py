"""Which message for each voter, without segments in between? One model of predictions a file."""
