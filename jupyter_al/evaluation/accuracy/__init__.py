"""Accuracy, classes and pairs of models on items drawn uniformly at random, with intervals."""
