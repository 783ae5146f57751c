# /// mistake
# summary = "The arrays that were passed in are changed in place."
# topic = "cross-cutting: input changed"
# caught_by = ["sgd_checks::test_arguments_stay_as_they_are"]
# loses = 0.25
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
            value -= self.lr * self.velocity[name]
            new[name] = value
        return new
