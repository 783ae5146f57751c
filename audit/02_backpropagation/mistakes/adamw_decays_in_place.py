# /// mistake
# summary = "The decay is taken off the arrays that were passed in."
# topic = "cross-cutting: input changed"
# caught_by = ["adamw_checks::test_arguments_stay_as_they_are"]
# loses = 0.25
# ///

# %% adamw
class AdamW(Adam):
    """Adam with decoupled weight decay."""

    def __init__(self, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
        super().__init__(lr, beta1, beta2, eps)
        self.weight_decay = weight_decay

    def step(self, params, grads):
        """Return the parameters after one step, as a new dictionary."""
        for name in params:
            params[name] *= 1 - self.lr * self.weight_decay
        return super().step(params, grads)
