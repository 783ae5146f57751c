# /// mistake
# summary = "The mean is taken over channels instead of places."
# topic = "T5.14"
# caught_by = ["plain_checks::test_any_size"]
# loses = 1.75
# ///

# %% plain
def plain_cnn(classes, width=8, depth=2, kernel=3, pooling="max"):
    """Return a module: pictures (N, 3, H, W) -> logits (N, classes). Inputs have at least 2**depth pixels each way."""
    layers, channels = [], 3
    for i in range(depth):
        layers += [nn.Conv2d(channels, width * 2**i, kernel, padding=kernel // 2), nn.ReLU()]
        layers.append(nn.MaxPool2d(2) if pooling == "max" else nn.AvgPool2d(2))
        channels = width * 2**i
    class MeanOverChannels(nn.Module):
        def forward(self, x):
            return x.mean(dim=1).flatten(1)

    return nn.Sequential(*layers, MeanOverChannels(), nn.Linear((12 // 2**depth) ** 2, classes))
