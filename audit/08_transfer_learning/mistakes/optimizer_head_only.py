# /// mistake
# summary = "Only the head is in the optimizer, although more is un-frozen."
# topic = "T3.11"
# caught_by = ["optimizer_checks::test_the_others_move"]
# loses = 1.625
# ///

# %% optimizer
def make_optimizer(model, head_lr, body_lr, weight_decay):
    """Return a torch.optim.AdamW over the parameters of model that are not frozen, with this weight decay for all.

    Those of model.head have the learning rate head_lr, all others body_lr.
    """
    head, body = [], []
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            (head if name.startswith("head.") else body).append(parameter)
    groups = [{"params": head, "lr": head_lr}, {"params": body, "lr": body_lr}]
    return torch.optim.AdamW(groups[:1], weight_decay=weight_decay)
