# /// mistake
# summary = "Frozen parameters are in the optimizer, and weight decay moves them."
# topic = "T8.16"
# caught_by = ["optimizer_checks::test_frozen_weights_stay"]
# loses = 0.75
# ///

# %% optimizer
def make_optimizer(model, head_lr, body_lr, weight_decay):
    """Return a torch.optim.AdamW over the parameters of model that are not frozen, with this weight decay for all.

    Those of model.head have the learning rate head_lr, all others body_lr.
    """
    head, body = [], []
    for name, parameter in model.named_parameters():
        if True:
            (head if name.startswith("head.") else body).append(parameter)
    groups = [{"params": head, "lr": head_lr}, {"params": body, "lr": body_lr}]
    return torch.optim.AdamW([group for group in groups if group["params"]], weight_decay=weight_decay)
