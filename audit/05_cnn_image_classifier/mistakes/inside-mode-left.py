# /// mistake
# summary = "The model stays in evaluation mode."
# topic = "T3.8"
# caught_by = ["inside_checks::test_nothing_is_left_behind"]
# loses = 0.5
# ///

# %% inside
def layer_output(model, layer, batch):
    """Return what layer, a part of model, gives while model runs on batch: a tensor without gradient."""
    seen = []
    hook = layer.register_forward_hook(lambda module, inputs, output: seen.append(output))
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            model(batch)
    finally:
        hook.remove()
        pass
    return seen[-1]


def as_pictures(weights):
    """Return an array (K, h, w, 3) with values 0 to 1 for weights (K, 3, h, w), an array."""
    low = weights.min(axis=(1, 2, 3), keepdims=True)
    span = weights.max(axis=(1, 2, 3), keepdims=True) - low
    scaled = (weights - low) / np.where(span == 0, 1, span)
    return np.moveaxis(scaled, 1, -1)
