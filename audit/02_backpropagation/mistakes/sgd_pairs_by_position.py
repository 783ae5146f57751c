# /// mistake
# summary = "Parameters and gradients are paired by their places in the dictionaries, not by their names."
# topic = "cross-cutting: order of a dictionary"
# caught_by = ["sgd_checks::test_plain_descent", "sgd_checks::test_momentum"]
# loses = 1.75
# ///

# %% sgd
class SGD:
    """Gradient descent with learning rate lr and momentum."""

    def __init__(self, lr, momentum=0.0):
        self.lr = lr
        self.momentum = momentum
        self.velocity = {}

    def step(self, params, grads):
        """Return the parameters after one step, as a new dictionary."""
        new = {}
        for (name, value), g in zip(params.items(), grads.values()):
            self.velocity[name] = self.momentum * self.velocity.get(name, 0) + g
            new[name] = value - self.lr * self.velocity[name]
        return new
