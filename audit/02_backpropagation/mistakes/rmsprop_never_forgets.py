# /// mistake
# summary = "Squares are summed and never forgotten: this is Adagrad."
# topic = "T2.14"
# caught_by = ["rmsprop_checks::test_steps_do_not_die_out"]
# loses = 1.5
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
            s = self.mean_square.get(name, 0) + g**2
            self.mean_square[name] = s
            new[name] = value - self.lr * g / (np.sqrt(s) + self.eps)
        return new
