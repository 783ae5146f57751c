# /// mistake
# summary = "The step looks ahead, as in Nesterov's form of momentum."
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
            self.velocity[name] = self.momentum * self.velocity.get(name, 0) + grads[name]
            new[name] = value - self.lr * (grads[name] + self.momentum * self.velocity[name])
        return new
