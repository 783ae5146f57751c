"""Train the network of assignment 08_transfer_learning on letters of the first script.

The network is the class `LetterNet` in the assignment's notebook. It learns to tell the 24 letters of the first script
that `transfer_make_data.py` draws: each of its 30 epochs sees 4,800 pictures drawn anew. On 1,200 further pictures it
reads about 99 % of the letters. This takes about a minute on one core; the same seed gives the same file on the
same machine.

    python checks/08_transfer_learning/transfer_make_network.py --seed 12345

Use the seed that the pictures were made with: it decides the letters of both scripts.

File
    source/08_transfer_learning/letternet.safetensors   released: all parameters and buffers of the network. Their names
        begin with "module.", as they do when a network was trained by torch.nn.DataParallel. Its metadata holds, as
        JSON, num_classes and the mean and the standard deviation of the training pictures' channels (red, green,
        blue; grey levels from 0 to 1).
"""

import argparse
import json
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn
from transfer_make_data import COURSE, SEED, SOURCE_LETTERS, Bytes, source_set

NOTEBOOK = COURSE / "source" / "08_transfer_learning" / "08_transfer_learning.ipynb"
NETWORK_FILE = NOTEBOOK.parent / "letternet.safetensors"

EPOCHS, EACH, BATCH = 30, 200, 64
TEST_PART = 1_000_000  # no epoch has this number


def network_class() -> Any:
    """The class LetterNet, as the cell `network` of the notebook defines it."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    source = next(c["source"] for c in cells if c["metadata"]["nbgrader"]["grade_id"] == "network")
    names: dict[str, Any] = {"torch": torch, "nn": nn}
    exec("".join(source), names)  # the course's own notebook
    return names["LetterNet"]


def prepared(images: Bytes, mean: Any, std: Any) -> torch.Tensor:
    """Pictures (N, 16, 16, 3) as the network wants them: (N, 3, 16, 16), of mean 0 and deviation 1."""
    return torch.from_numpy((images / 255 - mean) / std).float().permute(0, 3, 1, 2).contiguous()


def train(net: Any, seed: int, mean: Any, std: Any) -> None:
    """Train net in place; every epoch sees pictures that are drawn anew."""
    steps = EPOCHS * (EACH * SOURCE_LETTERS // BATCH)
    optimizer = torch.optim.AdamW(net.parameters(), lr=6e-3, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 6e-3, total_steps=steps)
    loss_of = nn.CrossEntropyLoss(label_smoothing=0.05)
    net.train()
    for epoch in range(1, EPOCHS + 1):
        images, labels = source_set(seed, EACH, epoch)
        pictures, classes = prepared(images, mean, std), torch.from_numpy(labels).long()
        for x, y in zip(pictures.split(BATCH), classes.split(BATCH), strict=True):
            optimizer.zero_grad()
            loss = loss_of(net(x), y)
            loss.backward()
            optimizer.step()
            schedule.step()
        print(f"epoch {epoch}: last loss {loss.item():.3f}")


def main() -> None:
    """Train and write the file."""
    parser = argparse.ArgumentParser(description="Train the network of assignment 08_transfer_learning.")
    parser.add_argument("--seed", type=int, default=SEED, help="the seed of transfer_make_data.py")
    seed = parser.parse_args().seed
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    images, _ = source_set(seed, EACH, 0)
    mean, std = (np.round(f(images / 255, axis=(0, 1, 2)), 3) for f in (np.mean, np.std))
    net = network_class()(num_classes=SOURCE_LETTERS)
    train(net, seed, mean, std)
    net.eval()
    images, labels = source_set(seed, 50, TEST_PART)
    with torch.no_grad():
        right = net(prepared(images, mean, std)).argmax(dim=1).numpy() == labels
    print(f"{right.mean():.1%} of {len(labels)} new pictures are read")
    config = {"num_classes": SOURCE_LETTERS, "mean": mean.tolist(), "std": std.tolist()}
    weights = {f"module.{name}": value.contiguous() for name, value in net.state_dict().items()}
    save_file(weights, NETWORK_FILE, {name: json.dumps(value) for name, value in config.items()})
    print(f"{NETWORK_FILE.relative_to(COURSE)}: {NETWORK_FILE.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
