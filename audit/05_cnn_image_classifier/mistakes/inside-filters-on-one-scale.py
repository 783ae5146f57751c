# /// mistake
# summary = "All filters share one scale."
# topic = "T13.19"
# caught_by = ["inside_checks::test_pictures_of_filters"]
# loses = 0.25
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
        model.train(was_training)
    return seen[-1]


def as_pictures(weights):
    """Return an array (K, h, w, 3) with values 0 to 1 for weights (K, 3, h, w), an array."""
    low = weights.min()
    span = weights.max() - low
    scaled = (weights - low) / np.where(span == 0, 1, span)
    return np.moveaxis(scaled, 1, -1)
