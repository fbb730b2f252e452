"""The comparison: truth, campaign and outcome meet here and nowhere else."""
