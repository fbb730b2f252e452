"""What every room shares and none owns: records, named randomness, errors, dose and saturation."""
