# /// mistake
# summary = "The velocities are an attribute of the class, shared by all optimisers."
# topic = "cross-cutting: shared state"
# caught_by = ["sgd_checks::test_two_optimisers_are_independent"]
# loses = 1.25
# ///

# %% sgd
class SGD:
    """Gradient descent with learning rate lr and momentum."""

    velocity = {}

    def __init__(self, lr, momentum=0.0):
        self.lr = lr
        self.momentum = momentum

    def step(self, params, grads):
        """Return the parameters after one step, as a new dictionary."""
        new = {}
        for name, value in params.items():
            self.velocity[name] = self.momentum * self.velocity.get(name, 0) + grads[name]
            new[name] = value - self.lr * self.velocity[name]
        return new
