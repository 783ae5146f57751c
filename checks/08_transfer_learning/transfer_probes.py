"""What the checks of assignment 08_transfer_learning do beside the student's code.

Each function runs in the student's process, holds nothing secret, and returns data or a model; the checks work out
again on the host what is due.
"""

from typing import Any

from autograder import in_guest


@in_guest
def letter_net(student: Any, classes: int, seed: int) -> Any:
    """A new LetterNet with random weights and statistics; student is any function of the notebook."""
    import inspect

    import torch

    torch.manual_seed(seed)
    net = inspect.unwrap(student).__globals__["LetterNet"](num_classes=classes)
    for name, value in net.state_dict().items():
        if name.endswith("running_mean"):
            value.normal_(0, 0.3)
        elif name.endswith("running_var"):
            value.uniform_(0.5, 2)
    return net


@in_guest
def small_net(features: int, classes: int, stages: int) -> Any:
    """A network with the names of a LetterNet and nothing else of it."""
    import torch
    from torch import nn

    class SmallNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.num_classes, self.num_features = classes, features
            self.stem = nn.Conv2d(3, features, 1)
            self.stages = nn.Sequential(*(nn.Conv2d(features, features, 1) for _ in range(stages)))
            self.head = nn.Linear(features, classes)

        def forward_features(self, x):
            return self.stages(self.stem(x))

        def forward_head(self, maps, pre_logits=False):
            features = maps.mean(dim=(2, 3))
            return features if pre_logits else self.head(features)

        def forward(self, x):
            return self.forward_head(self.forward_features(x))

    torch.manual_seed(1)
    return SmallNet()


@in_guest
def after_train_mode(train_mode: Any, keep_statistics: Any, frozen: Any) -> Any:
    """What a call of train_mode leaves of a model with batch norm of three kinds, before and after a forward pass."""
    import torch
    from torch import nn

    torch.manual_seed(2)
    model = nn.Sequential(
        nn.Conv2d(3, 4, 1),
        nn.Sequential(nn.BatchNorm2d(4), nn.Sequential(nn.BatchNorm2d(4, affine=False))),
        nn.Dropout(0.5),
        nn.Flatten(2),
        nn.BatchNorm1d(4),
        nn.Unflatten(2, (1, 2, 3)),
        nn.BatchNorm3d(4),
        nn.Flatten(),
        nn.Linear(24, 5),
    )
    for parameter in model[0].parameters():
        parameter.requires_grad = not frozen
    model.eval()
    before = {name: value.numpy().copy() for name, value in model.named_buffers()}
    flags = [parameter.requires_grad for parameter in model.parameters()]
    train_mode(model, keep_statistics)
    modes = {name: module.training for name, module in model.named_modules() if name}
    model(torch.randn(6, 3, 2, 3))
    after = {name: value.numpy().copy() for name, value in model.named_buffers()}
    kept = flags == [parameter.requires_grad for parameter in model.parameters()]
    return before, after, modes, kept


@in_guest
def recorded_features(extract_features: Any, x: Any, batch_size: Any) -> Any:
    """Calls extract_features for a network that notes what reaches it; returns the result and the notes."""
    import torch
    from torch import nn

    class Noting(nn.Module):
        num_features = 2

        def __init__(self):
            super().__init__()
            self.weight = nn.Parameter(torch.ones(1))
            self.head = nn.Linear(2, 3)
            self.notes = []

        def forward_features(self, x):
            note = (x.detach().numpy().copy(), self.training, torch.is_grad_enabled())
            self.notes.append(note)
            return x * self.weight

        def forward_head(self, maps, pre_logits=False):
            features = torch.stack([maps.mean(dim=(1, 2, 3)), maps.amax(dim=(1, 2, 3))], dim=1)
            return features if pre_logits else self.head(features)

        def forward(self, x):
            return self.forward_head(self.forward_features(x))

    model = Noting().train()
    found = (
        extract_features(model, torch.from_numpy(x))
        if batch_size is None
        else extract_features(model, torch.from_numpy(x), batch_size)
    )
    return found.detach().numpy(), bool(found.requires_grad), model.notes


@in_guest
def epochs_of(train_epoch: Any, weights: Any, x: Any, y: Any, settings: Any) -> Any:
    """Trains a linear model with train_epoch, and says what was seen: losses, notes of each forward pass, weights.

    settings has batch_size, epochs, lr, momentum, seed and keep (None: not said).
    """
    import torch
    from torch import nn

    class Noting(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(*weights[0].shape[::-1])
            self.norm = nn.BatchNorm1d(weights[0].shape[1])
            self.drop = nn.Dropout(0.0)
            self.notes = []

        def forward(self, x):
            self.notes.append((x.detach().numpy().copy(), self.drop.training, self.norm.training))
            return self.layer(self.drop(x))

    model = Noting()
    with torch.no_grad():
        model.layer.weight.copy_(torch.from_numpy(weights[0]))
        model.layer.bias.copy_(torch.from_numpy(weights[1]))
    parameters = list(model.layer.parameters())
    optimizer = torch.optim.SGD(parameters, lr=settings["lr"], momentum=settings["momentum"])
    generator = torch.Generator().manual_seed(settings["seed"])
    model.eval()
    data = torch.from_numpy(x), torch.from_numpy(y)
    extra = () if settings["keep"] is None else (settings["keep"],)
    losses, notes = [], []
    for _ in range(settings["epochs"]):
        losses.append(train_epoch(model, *data, optimizer, settings["batch_size"], generator, *extra))
        notes.append(model.notes)
        model.notes = []
    return losses, notes, [parameter.detach().numpy().copy() for parameter in parameters]


@in_guest
def recorded_evaluation(evaluate: Any, x: Any, y: Any, batch_size: Any) -> Any:
    """Calls evaluate for a model that hands its inputs on as scores; returns the result and the notes."""
    import torch
    from torch import nn

    class Noting(nn.Module):
        def __init__(self):
            super().__init__()
            self.one = nn.Parameter(torch.ones(1))
            self.notes = []

        def forward(self, x):
            self.notes.append((len(x), self.training, torch.is_grad_enabled()))
            return x * self.one

    model = Noting().train()
    data = torch.from_numpy(x), torch.from_numpy(y)
    found = evaluate(model, *data) if batch_size is None else evaluate(model, *data, batch_size)
    return found, model.notes


@in_guest
def recorded_fit(fit: Any, weights: Any, train: Any, validation: Any, settings: Any) -> Any:
    """Calls fit for a linear model trained by plain gradient descent; returns history, notes and final weights."""
    import torch
    from torch import nn

    class Noting(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(*weights[0].shape[::-1])
            self.norm = nn.BatchNorm1d(2)
            self.notes = []

        def forward(self, x):
            self.notes.append((x.detach().numpy().copy(), self.training, self.norm.training))
            return self.layer(x)

    model = Noting()
    with torch.no_grad():
        model.layer.weight.copy_(torch.from_numpy(weights[0]))
        model.layer.bias.copy_(torch.from_numpy(weights[1]))
    optimizer = torch.optim.SGD(model.layer.parameters(), lr=settings["lr"])
    pairs = [tuple(map(torch.from_numpy, pair)) for pair in (train, validation)]
    generator = torch.Generator().manual_seed(0)
    extra = () if settings["keep"] is None else (settings["keep"],)
    history = fit(model, *pairs, optimizer, settings["epochs"], settings["batch_size"], generator, *extra)
    final = [parameter.detach().numpy().copy() for parameter in model.layer.parameters()]
    return history, model.notes, final


@in_guest
def optimizer_of(make_optimizer: Any, model: Any, parts: Any, settings: Any) -> Any:
    """The groups of the optimizer for a model whose parts train, as (names, settings), and the weights around a step.

    All parameters have a gradient of one from before they were frozen.
    """
    import torch

    names = {}
    for name, parameter in model.named_parameters():
        parameter.grad = torch.ones_like(parameter)
        parameter.requires_grad = name.startswith(tuple(parts))
        names[id(parameter)] = name
    optimizer = make_optimizer(model, *settings)
    before = {name: value.numpy().copy() for name, value in model.state_dict().items()}
    groups = [
        ([names.get(id(p), "?") for p in g["params"]], float(g["lr"]), float(g["weight_decay"]))
        for g in optimizer.param_groups
    ]
    optimizer.step()
    after = {name: value.numpy().copy() for name, value in model.state_dict().items()}
    return type(optimizer).__name__, groups, before, after


@in_guest
def keras_stub(pooled: bool, seed: int) -> Any:
    """A small Keras body (N, 4, 5, 3) -> (N, 2) with batch norm and random statistics, and its weights."""
    import keras
    import numpy

    rng = numpy.random.default_rng(seed)
    inputs = keras.Input((4, 5, 3))
    x = keras.layers.Conv2D(2, 1, use_bias=False, name="mix")(inputs)
    x = keras.layers.BatchNormalization(name="norm")(x)
    body = keras.Model(inputs, keras.layers.GlobalAveragePooling2D()(x) if pooled else x)
    kernel, (gamma, beta, mean, var) = rng.normal(size=(1, 1, 3, 2)), rng.uniform(0.5, 2, (4, 2))
    body.get_layer("mix").set_weights([kernel])
    body.get_layer("norm").set_weights([gamma, beta, mean, var])
    return body, [kernel, gamma, beta, mean, var]


@in_guest
def keras_compiled(compile_keras: Any, lr: float, x: Any, y: Any) -> Any:
    """Figures of a model that hands its inputs on as logits, and its optimizer's name and learning rate."""
    import keras

    inputs = keras.Input(x.shape[1:])
    layer = keras.layers.Rescaling(1.0)
    model = keras.Model(inputs, layer(inputs))
    compile_keras(model, lr)
    figures = model.evaluate(x, y, batch_size=len(x), verbose=0, return_dict=True)
    return (
        {name: float(value) for name, value in figures.items()},
        type(model.optimizer).__name__,
        float(model.optimizer.learning_rate.numpy()),
    )


@in_guest
def keras_unfrozen(unfreeze_keras: Any, first: str, lr: float, x: Any, y: Any) -> Any:
    """Weights of a body's layers before and after a step that follows unfreeze_keras, and the learning rate.

    The model has been trained with its body frozen before, so that it has a list of weights to go on with.
    """
    import keras

    keras.utils.set_random_seed(3)
    inputs = keras.Input(x.shape[1:])
    h = inputs
    for name in ("one", "two", "three"):
        h = keras.layers.Dense(4, activation="tanh", name=name)(h)
        h = keras.layers.BatchNormalization(name=f"{name}_norm")(h)
    body = keras.Model(inputs, h)
    outer = keras.Input(x.shape[1:])
    model = keras.Model(outer, keras.layers.Dense(3, name="scores")(body(outer)))
    body.trainable = False
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.SGD(0.5), loss=loss)
    model.train_on_batch(x, y)

    def weights():
        layers = [*body.layers, model.layers[-1]]
        return {
            layer.name: [value.copy() for value in layer.get_weights()] for layer in layers if layer.weights
        }

    before = weights()
    unfreeze_keras(model, body, first, lr)
    trainable = [v.path.split("/")[-2] for v in model.trainable_variables]
    model.train_on_batch(x, y)
    return before, weights(), trainable, float(model.optimizer.learning_rate.numpy())


@in_guest
def keras_weights(body: Any) -> Any:
    """The weights of each layer of a Keras body that has any, by the layer's name."""
    return {layer.name: layer.get_weights() for layer in body.layers if layer.weights}
