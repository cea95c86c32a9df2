// A thread that finds what it needs to be broken.
throw new Error('The model is not the one that is meant.');
