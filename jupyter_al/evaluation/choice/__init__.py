"""Which of several models is best, and the label that tells them apart best."""
