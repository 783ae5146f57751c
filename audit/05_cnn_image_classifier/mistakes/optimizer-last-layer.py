# /// mistake
# summary = "Only the parameters of the last layer are in."
# topic = "T3.11"
# caught_by = ["optimizer_checks::test_every_parameter_moves"]
# loses = 3.8
# ///

# %% optimizer
def make_optimizer(model, lr, weight_decay):
    """Return an AdamW for all parameters of model, where only those with two or more dimensions are shrunk."""
    *_, weight, bias = model.parameters()
    shrunk = [weight]
    free = [bias]
    groups = [{"params": shrunk, "weight_decay": weight_decay}, {"params": free, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=lr)
