# /// mistake
# summary = "The velocity is subtracted from the gradient, so that old directions brake."
# topic = "T2.10"
# caught_by = ["sgd_checks::test_momentum"]
# loses = 1
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
        for name, value in params.items():
            self.velocity[name] = grads[name] - self.momentum * self.velocity.get(name, 0)
            new[name] = value - self.lr * self.velocity[name]
        return new
