# /// mistake
# summary = "Adam adds weight decay to the gradient: no shrinking by lr * weight_decay."
# topic = "T2.15"
# caught_by = ["optimizer_checks::test_weights_shrink"]
# loses = 0.4
# ///

# %% optimizer
def make_optimizer(model, lr, weight_decay):
    """Return an AdamW for all parameters of model, where only those with two or more dimensions are shrunk."""
    shrunk = [p for p in model.parameters() if p.ndim >= 2]
    free = [p for p in model.parameters() if p.ndim < 2]
    groups = [{"params": shrunk, "weight_decay": weight_decay}, {"params": free, "weight_decay": 0.0}]
    return torch.optim.Adam(groups, lr=lr)
