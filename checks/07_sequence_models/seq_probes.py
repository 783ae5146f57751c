"""What checks of assignment 07_sequence_models do beside the student's code: small Keras models of their own.

None of it holds anything secret: weights, rows and losses come from the check that calls it.
"""

from typing import Any

from autograder import in_guest


@in_guest
def forecast_with(forecast: Any, scaler: Any, windows: Any, kernel: Any, bias: Any) -> Any:
    """What ``forecast`` says with a linear model of these weights: (window, horizon) and (horizon,)."""
    import keras

    steps, horizon = kernel.shape
    model = keras.Sequential(
        [keras.Input((steps, 1)), keras.layers.Reshape((steps,)), keras.layers.Dense(horizon)]
    )
    model.set_weights([kernel, bias])
    return forecast(model, scaler, windows)


@in_guest
def sentiment_with(predict: Any, vocabulary: Any, length: Any, texts: Any, scores: Any) -> Any:
    """What ``predict`` says with a model that adds up the score of each id; scores is (V,)."""
    import keras

    ids = keras.Input((None,), dtype="int32")
    embedding = keras.layers.Embedding(len(scores), 1)
    model = keras.Model(ids, keras.ops.sum(embedding(ids), axis=1))
    embedding.set_weights([scores[:, None]])
    return predict(model, vocabulary, length, texts)


@in_guest
def fit_linear(fit_model: Any, rows: Any, start: Any, settings: Any) -> Any:
    """Weights and history of a linear model without bias that ``fit_model`` has trained by plain descent.

    settings are the learning rate and the number of epochs; there is one batch, and validation is on its rows.
    """
    import keras

    rate, epochs = settings
    model = keras.Sequential([keras.Input((len(start),)), keras.layers.Dense(1, use_bias=False)])
    model.set_weights([start])
    model.compile(optimizer=keras.optimizers.SGD(rate), loss="mse", run_eagerly=True)
    history = fit_model(model, rows, rows, epochs, len(rows[0]), 50)
    return model.get_weights()[0], history


@in_guest
def watch_fit(fit_model: Any, train: Any, validation: Any, losses: Any, settings: Any) -> Any:
    """Let ``fit_model`` train a model that counts epochs instead of learning, and says these validation losses.

    settings are the number of epochs, the size of a batch and the patience. Returns the batches of training as pairs
    (x, y), those of validation as triples (epoch, x, y), the epoch that the model's weights are of in the end, and the
    history.
    """
    import keras
    import numpy as np

    epochs, batch_size, patience = settings
    steps = -(-len(train[0]) // batch_size)
    trained: list[Any] = []
    validated: list[Any] = []

    class Counting(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.count = self.add_weight(shape=(), initializer="zeros", name="count")

        @property
        def metrics(self) -> list[Any]:
            return []  # Keras would put its own loss, which is never fed, in the place of ours

        def call(self, x: Any) -> Any:
            return x[:, :1] * 0 + self.count

        def train_step(self, data: Any) -> Any:
            x, y, _ = keras.utils.unpack_x_y_sample_weight(data)
            if len(trained) % steps == 0:
                self.count.assign_add(1.0)
            trained.append((np.array(x), np.array(y)))
            return {"loss": 1.0}

        def test_step(self, data: Any) -> Any:
            x, y, _ = keras.utils.unpack_x_y_sample_weight(data)
            epoch = -(-len(trained) // steps)
            validated.append((epoch, np.array(x), np.array(y)))
            return {"loss": losses[min(epoch, len(losses)) - 1]}

    model = Counting()
    model(np.array(train[0][:1]))
    model.compile(optimizer="sgd", loss="mse", run_eagerly=True)
    history = fit_model(model, train, validation, epochs, batch_size, patience)
    return trained, validated, float(np.array(model.count)), history


@in_guest
def judge(compile_classifier: Any, logits: Any, labels: Any, rate: Any) -> Any:
    """What a compiled model says of these logits, which it hands on as they are: loss, metrics, learning rate."""
    import keras
    import numpy as np

    model = keras.Sequential(
        [keras.Input((1,)), keras.layers.Dense(1, use_bias=False, kernel_initializer="ones")]
    )
    compile_classifier(model, rate)
    found = model.evaluate(logits[:, None], labels, batch_size=len(labels), verbose=0, return_dict=True)
    rate_found = float(np.array(model.optimizer.learning_rate))
    return {name: float(value) for name, value in found.items()}, rate_found
