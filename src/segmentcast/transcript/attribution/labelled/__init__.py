"""The people behind the labels of a labelled transcript."""
