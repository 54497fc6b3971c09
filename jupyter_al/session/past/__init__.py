"""What each model believed: kept, replayed and computed anew."""
