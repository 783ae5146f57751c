# /// mistake
# summary = "The argument weight_decay is left out, and so AdamW shrinks by its default."
# topic = "cross-cutting: ignores an argument"
# caught_by = ["optimizer_checks::test_weights_shrink"]
# loses = 0.4
# ///

# %% optimizer
def make_optimizer(model, lr, weight_decay):
    """Return an AdamW for all parameters of model, where only those with two or more dimensions are shrunk."""
    shrunk = [p for p in model.parameters() if p.ndim >= 2]
    free = [p for p in model.parameters() if p.ndim < 2]
    groups = [{"params": shrunk}, {"params": free, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=lr)
