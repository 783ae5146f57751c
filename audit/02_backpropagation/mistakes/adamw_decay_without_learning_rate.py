# /// mistake
# summary = "The weights shrink by weight_decay instead of lr times weight_decay."
# topic = "T2.15"
# caught_by = ["adamw_checks::test_decay_alone"]
# loses = 0.75
# ///

# %% adamw
class AdamW(Adam):
    """Adam with decoupled weight decay."""

    def __init__(self, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
        super().__init__(lr, beta1, beta2, eps)
        self.weight_decay = weight_decay

    def step(self, params, grads):
        """Return the parameters after one step, as a new dictionary."""
        moved = super().step(params, grads)
        return {name: moved[name] - self.weight_decay * params[name] for name in params}
