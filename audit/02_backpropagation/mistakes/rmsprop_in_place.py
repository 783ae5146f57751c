# /// mistake
# summary = "The arrays that were passed in are changed in place."
# topic = "cross-cutting: input changed"
# caught_by = ["rmsprop_checks::test_arguments_stay_as_they_are"]
# loses = 0.25
# ///

# %% rmsprop
class RMSprop:
    """RMSprop with learning rate lr and forgetting factor rho."""

    def __init__(self, lr, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps = lr, rho, eps
        self.mean_square = {}

    def step(self, params, grads):
        """Return the parameters after one step, as a new dictionary."""
        new = {}
        for name, value in params.items():
            g = grads[name]
            s = self.rho * self.mean_square.get(name, 0) + (1 - self.rho) * g**2
            self.mean_square[name] = s
            value -= self.lr * g / (np.sqrt(s) + self.eps)
            new[name] = value
        return new
