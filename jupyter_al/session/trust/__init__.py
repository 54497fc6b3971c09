"""How good the model is: the audit slice, labels drawn to measure, and the evaluation."""
