# Only its presence counts: the recorded-behaviour trainer beside it is a Node program.
