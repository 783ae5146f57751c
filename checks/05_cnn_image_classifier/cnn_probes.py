"""Probes of assignment 05_cnn_image_classifier: they run beside the student's code, and hold no secret."""

from typing import Any

from autograder import in_guest


@in_guest
def one_pass(train_epoch: Any, weights: Any, batches: Any, lr: float, momentum: float) -> Any:
    """Let ``train_epoch`` train a small network that begins in evaluation mode; return what was seen."""
    import torch
    from torch import nn

    seen: dict[str, Any] = {"training": [], "rows": [], "steps": 0}

    class KeptNorm(nn.BatchNorm2d):
        def forward(self, x: Any) -> Any:
            scale = self.weight / torch.sqrt(self.running_var + self.eps)
            shift = self.bias - self.running_mean * scale
            return x * scale[:, None, None] + shift[:, None, None]

    class Small(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv, self.norm, self.last = nn.Conv2d(3, 4, 3, padding=1), KeptNorm(4), nn.Linear(4, 5)

        def forward(self, x: Any) -> Any:
            seen["training"].append(self.training)
            seen["rows"].append(len(x))
            return self.last(torch.relu(self.norm(self.conv(x))).mean(dim=(2, 3)))

    class Counting(torch.optim.SGD):
        def step(self, closure: Any = None) -> Any:
            seen["steps"] += 1
            return super().step(closure)

    model = Small()
    state = {name: torch.tensor(value) for name, value in weights.items()}
    model.load_state_dict(state, strict=False)
    model.eval()
    optimizer = Counting(model.parameters(), lr=lr, momentum=momentum)
    loader = [(torch.tensor(x), torch.tensor(y)) for x, y in batches]
    result = train_epoch(model, loader, optimizer)
    seen["is_number"] = isinstance(result, (int, float)) and not isinstance(result, torch.Tensor)
    seen["result"] = float(result)
    seen["weights"] = {name: value.numpy().copy() for name, value in model.state_dict().items()}
    return seen


@in_guest
def measured(evaluate: Any, batches: Any, labels: Any) -> Any:
    """Let ``evaluate`` measure a network that hands its input on, and begins in training mode."""
    import torch
    from torch import nn

    seen: dict[str, Any] = {"training": [], "gradients": []}

    class Through(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.scale = nn.Parameter(torch.ones(1))

        def forward(self, x: Any) -> Any:
            seen["training"].append(self.training)
            result = x * self.scale
            seen["gradients"].append(bool(result.requires_grad))
            return result

    loader = [(torch.tensor(x), torch.tensor(y)) for x, y in zip(batches, labels, strict=True)]
    seen["result"] = [float(figure) for figure in evaluate(Through().train(), loader)]
    return seen


@in_guest
def weights_after(evaluate: Any, weights: Any, batches: Any) -> Any:
    """All weights and statistics of a small network after ``evaluate`` has measured it."""
    import torch
    from torch import nn

    class Small(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv, self.norm, self.last = (
                nn.Conv2d(3, 4, 3, padding=1),
                nn.BatchNorm2d(4),
                nn.Linear(4, 5),
            )

        def forward(self, x: Any) -> Any:
            return self.last(torch.relu(self.norm(self.conv(x))).mean(dim=(2, 3)))

    model = Small()
    model.load_state_dict({name: torch.tensor(value) for name, value in weights.items()}, strict=False)
    evaluate(model, [(torch.tensor(x), torch.tensor(y)) for x, y in batches])
    return {name: value.numpy().copy() for name, value in model.state_dict().items()}


@in_guest
def one_step(make_optimizer: Any, weights: Any, gradient: float, lr: float, weight_decay: float) -> Any:
    """The weights of a small network after one step, in which every gradient had that value."""
    import torch
    from torch import nn

    model = nn.Module()
    model.conv, model.norm, model.last = nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Linear(4, 5)
    model.load_state_dict({name: torch.tensor(value) for name, value in weights.items()}, strict=False)
    optimizer = make_optimizer(model, lr, weight_decay)
    for parameter in model.parameters():
        parameter.grad = torch.full_like(parameter, gradient)
    optimizer.step()
    return {name: value.numpy().copy() for name, value in model.state_dict().items()}


@in_guest
def scripted_fit(fit: Any, losses: Any, epochs: int, patience: int, scheduled: bool) -> Any:
    """Let ``fit`` train a network whose only weight counts epochs, and whose validation losses are given."""
    import math

    import torch
    from torch import nn

    calls = []

    class Scripted(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight = nn.Parameter(torch.zeros(1))
            self.register_buffer("passes", torch.zeros(1))

        def forward(self, x: Any) -> Any:
            if self.training:
                self.passes += 0.5
                scores = torch.zeros(len(x), 2)
            else:
                # Pictures of ones are validation data; of any others, each epoch seems better than the last.
                epoch = max(1, min(round(self.weight.item()), len(losses)))
                loss = losses[epoch - 1] if bool((x == 1).all()) else 0.1 / epoch
                scores = torch.tensor([0.0, math.log(math.expm1(loss))]).repeat(len(x), 1)
            return scores + 0 * self.weight

    class Counting(torch.optim.Optimizer):
        def __init__(self, parameters: Any) -> None:
            super().__init__(parameters, {"lr": 1.0})

        def step(self, closure: Any = None) -> Any:  # noqa: ARG002 (torch names it)
            calls.append("step")
            for group in self.param_groups:
                for parameter in group["params"]:
                    parameter.data += 0.5

    class Schedule:
        def step(self, *_: Any) -> None:
            calls.append("schedule")

    model = Scripted()
    labels = torch.zeros(4, dtype=torch.long)
    train, validation = [(torch.zeros(4, 1), labels)] * 2, [(torch.ones(4, 1), labels)]
    further = (Schedule(),) if scheduled else ()
    history = fit(model, train, validation, Counting(model.parameters()), epochs, patience, *further)
    return {
        "epochs": calls.count("step") / 2,
        "weight": model.weight.item(),
        "statistic": model.passes.item(),
        "calls": calls,
        "history": {key: [float(figure) for figure in figures] for key, figures in history.items()},
    }


@in_guest
def looked_inside(layer_output: Any, weights: Any, x: Any, training: bool = True) -> Any:
    """Let ``layer_output`` look at the norm of a small network; return what it gave and what it left behind."""
    import torch
    from torch import nn

    class Small(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv, self.norm, self.last = (
                nn.Conv2d(3, 4, 3, padding=1),
                nn.BatchNorm2d(4),
                nn.Linear(4, 5),
            )

        def forward(self, x: Any) -> Any:
            return self.last(torch.relu(self.norm(self.conv(x))).mean(dim=(2, 3)))

    model = Small()
    model.load_state_dict({name: torch.tensor(value) for name, value in weights.items()}, strict=False)
    model.train(training)
    output = layer_output(model, model.norm, torch.tensor(x))
    return {
        "output": output.detach().numpy().copy(),
        "needs_gradient": bool(output.requires_grad),
        "hooks": sum(len(m._forward_hooks) + len(m._forward_pre_hooks) for m in model.modules()),
        "training": all(m.training for m in model.modules()),
    }


@in_guest
def classify_elsewhere(classify: Any, classifier: Any, pictures: Any) -> Any:
    """What ``classify`` says where the notebook has no classifier, model, mean or std of its own."""
    names = getattr(classify, "__globals__", {})
    kept = {name: names.pop(name) for name in ("classifier", "model", "mean", "std") if name in names}
    try:
        return classify(classifier, pictures)
    finally:
        names.update(kept)


@in_guest
def folder_passes(load_folder: Any, names: Any, share: float, seed: int) -> Any:
    """Write numbered pictures of one colour into folders of those names; return two passes over both parts.

    They are asked for with 6 x 6 pixels, in batches of 7.
    """
    import tempfile
    from pathlib import Path

    import matplotlib.pyplot as plt
    import numpy as np

    with tempfile.TemporaryDirectory() as folder:
        for number, name in enumerate(names):
            place = Path(folder) / name
            place.mkdir(exist_ok=True)
            picture = np.full((9, 7, 3), [number, 250, 10], dtype=np.uint8)
            # The number of the file says nothing about the class.
            plt.imsave(place / f"{number * 7 % 41:02d}.png", picture)
        train, validation, class_names = load_folder(folder, 6, 7, share, seed)
        seen: dict[str, Any] = {"names": list(class_names), "labels": {}, "shapes": [], "brightest": 0.0}
        for part, dataset in (("train", train), ("validation", validation)):
            seen[part] = []
            for _ in range(2):
                batches = []
                for batch, labels in dataset:
                    pictures = np.asarray(batch)
                    # The second channel is 250 everywhere, so this holds for scaled pictures, too.
                    red, green = pictures[:, 0, 0, 0], pictures[:, 0, 0, 1]
                    numbers = np.rint(250 * red / green).astype(int).tolist()
                    seen["labels"].update(zip(numbers, np.asarray(labels).tolist(), strict=True))
                    seen["shapes"].append(pictures.shape)
                    seen["brightest"] = max(seen["brightest"], float(pictures.max()))
                    batches.append(numbers)
                seen[part].append(batches)
    return seen


@in_guest
def into_first_convolution(model: Any, pictures: Any, training: bool) -> Any:
    """What the first convolution of a Keras model gets when the model is called: (n, H, W, 3)."""
    import keras
    import numpy as np

    found = []
    base = keras.layers.Conv2D.__mro__[1]
    call = base.call

    def watching(self: Any, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        found.append(np.asarray(inputs))
        return call(self, inputs, *args, **kwargs)

    base.call = watching
    try:
        model(pictures, training=training)
    finally:
        base.call = call
    return found[0]


@in_guest
def compiled_keras(compile_keras: Any, logits: Any, labels: Any, lr: float) -> Any:
    """Let ``compile_keras`` compile a model that hands its input on; return how it judges these logits."""
    import keras

    model = keras.Sequential([keras.Input(logits.shape[1:]), keras.layers.Rescaling(1.0)])
    compile_keras(model, lr)
    loss = float(model.compute_loss(y=keras.ops.array(labels), y_pred=keras.ops.array(logits)))
    try:
        judged = model.evaluate(logits, labels, batch_size=len(labels), verbose=0, return_dict=True)
    except (TypeError, ValueError):
        judged = {}
    return {
        "loss": loss,
        "accuracy": judged.get("accuracy", -1.0),
        "optimizer": type(model.optimizer).__name__,
        "lr": float(model.optimizer.learning_rate),
    }


@in_guest
def scripted_keras_fit(fit_keras: Any, losses: Any, epochs: int, patience: int) -> Any:
    """Let ``fit_keras`` train a model whose only weight counts epochs, and whose validation losses are given."""
    import keras
    import numpy as np
    import tensorflow as tf

    class Scripted(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.epoch = self.add_weight(shape=(), initializer="zeros", name="epoch")
            self.built = True

        def call(self, x: Any, training: bool = False) -> Any:  # noqa: ARG002 (Keras names it)
            return x * self.epoch

        def train_step(self, data: Any) -> Any:  # noqa: ARG002 (Keras names it)
            self.epoch.assign_add(1.0)
            return {"loss": tf.constant(1.0), "accuracy": tf.constant(0.5)}

        def test_step(self, data: Any) -> Any:
            epoch = max(1, min(round(float(self.epoch)), len(losses)))
            # Pictures of ones are validation data; of any others, each epoch seems better than the last.
            is_validation = bool(np.all(np.asarray(data[0]) == 1))
            loss = losses[epoch - 1] if is_validation else 0.1 / epoch
            return {"loss": tf.constant(loss), "accuracy": tf.constant(epoch / 100)}

    model = Scripted()
    model.compile(run_eagerly=True)
    labels = np.zeros(4, np.int64)
    train = tf.data.Dataset.from_tensor_slices((np.zeros((4, 1), np.float32), labels)).batch(4)
    validation = tf.data.Dataset.from_tensor_slices((np.ones((4, 1), np.float32), labels)).batch(4)
    history = fit_keras(model, train, validation, epochs, patience)
    if type(history) is not dict:
        history = {}
    return {
        "weight": round(float(model.epoch)),
        "history": {k: [float(v) for v in values] for k, values in history.items()},
    }
