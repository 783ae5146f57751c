# /// mistake
# summary = "The mean squares are an attribute of the class, shared by all optimisers."
# topic = "cross-cutting: shared state"
# caught_by = ["rmsprop_checks::test_two_optimisers_are_independent"]
# loses = 1.25
# ///

# %% rmsprop
class RMSprop:
    """RMSprop with learning rate lr and forgetting factor rho."""

    mean_square = {}

    def __init__(self, lr, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps = lr, rho, eps

    def step(self, params, grads):
        """Return the parameters after one step, as a new dictionary."""
        new = {}
        for name, value in params.items():
            g = grads[name]
            s = self.rho * self.mean_square.get(name, 0) + (1 - self.rho) * g**2
            self.mean_square[name] = s
            new[name] = value - self.lr * g / (np.sqrt(s) + self.eps)
        return new
