# /// mistake
# summary = "Biases and norms are in no group, so they never learn."
# topic = "T3.11"
# caught_by = ["optimizer_checks::test_every_parameter_moves"]
# loses = 0.4
# ///

# %% optimizer
def make_optimizer(model, lr, weight_decay):
    """Return an AdamW for all parameters of model, where only those with two or more dimensions are shrunk."""
    shrunk = [p for p in model.parameters() if p.ndim >= 2]
    free = [p for p in model.parameters() if p.ndim < 2]
    groups = [{"params": shrunk, "weight_decay": weight_decay}]
    return torch.optim.AdamW(groups, lr=lr)
