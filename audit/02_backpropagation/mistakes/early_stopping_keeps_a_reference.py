# /// mistake
# summary = "Keeps the arrays themselves instead of copies."
# topic = "T3.20"
# caught_by = ["early_stopping_checks::test_best_parameters_are_a_copy"]
# loses = 0.25
# ///

# %% early_stopping
class EarlyStopping:
    """Remembers the best validation loss.

    Attributes: best_loss (infinity before the first update), best_params (None before the first update).
    """

    def __init__(self, patience):
        self.patience = patience
        self.best_loss, self.best_params = np.inf, None
        self.waited = 0

    def update(self, loss, params):
        """Take note of one validation loss and its parameters; return True when training should stop."""
        if loss < self.best_loss:
            self.best_loss, self.waited = loss, 0
            self.best_params = dict(params)
        else:
            self.waited += 1
        return self.waited >= self.patience
