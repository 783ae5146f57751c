# /// mistake
# summary = "One velocity is kept under one name for all parameters."
# topic = "T2.12"
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
            old = self.velocity.get("v", 0)
            old = old if np.shape(old) == value.shape else 0
            self.velocity["v"] = self.momentum * old + grads[name]
            new[name] = value - self.lr * self.velocity["v"]
        return new
