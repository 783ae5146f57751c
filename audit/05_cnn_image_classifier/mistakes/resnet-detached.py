# /// mistake
# summary = "The features are detached, so only the last layer learns."
# topic = "T3.12"
# caught_by = ["resnet_checks::test_every_weight_gets_a_gradient"]
# loses = 3.25
# ///

# %% resnet
class ResidualNet(nn.Module):
    def __init__(self, classes, dropout):
        super().__init__()
        self.dropout = dropout
        self.stem = nn.Sequential(nn.Conv2d(3, 12, 3, padding=1, bias=False), nn.BatchNorm2d(12), nn.ReLU())
        self.blocks = nn.Sequential(ResidualBlock(12, 24, 2), ResidualBlock(24, 48, 2))
        self.last = nn.Linear(48, classes)

    def forward(self, x):
        features = self.blocks(self.stem(x)).mean(dim=(2, 3)).detach()  # (N, 48)
        return self.last(F.dropout(features, self.dropout, self.training))


def residual_net(classes, dropout=0.1):
    """Return a module: pictures (N, 3, H, W) of any size -> logits (N, classes)."""
    return ResidualNet(classes, dropout)
