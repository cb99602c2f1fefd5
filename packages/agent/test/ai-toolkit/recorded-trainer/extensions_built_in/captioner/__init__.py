# The recorded trainer captions too: recorded-captioner.mjs stands for what a checkout has here.
