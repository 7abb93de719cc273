"""Trains the reader: a MiniLM student of four layers that looks at words theme by theme.

Needs torch. What it learns from is the project's own corpus and the codebook's phrases and
examples; the pooled vector is held near all-MiniLM-L6-v2's, so that words the corpus lacks keep
the meaning they had (a distillation in the manner of Reimers and Gurevych 2020).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from insight.nlp import embed
from insight.patterns import is_pattern
from insight.types import TONES, Codebook

LAYERS = (0, 2, 4, 5)
"""The layers of MiniLM's six that the student starts from."""

TOKENS = 128
BATCH = 32
RATE = 3e-4
HEAD_RATE = 10.0
ALIGN = 3.0
SETTLED = 0.5
"""From this part of the training on the weights are averaged: what ships is their mean."""

UNKNOWN = -100

OUTPUTS = ["theme", "theme_tone", "tone", "ask", "parts"]
"""What the network gives, in its order (see `network`)."""


@dataclass(frozen=True, slots=True)
class Example:
    """A coded text to learn from; `tone` and `ask` are None where they are not known.

    `question` says what the text answers, where the corpus knows.
    """

    text: str
    themes: tuple[str, ...]
    tone: str | None = None
    ask: bool | None = None
    theme_tones: tuple[tuple[str, str], ...] = ()
    voice: str = ""
    question: str = ""


def hints(codebook: Codebook) -> list[Example]:
    """The codebook's own words as examples of its themes, without tone or ask."""
    return [
        Example(text, (theme.key,))
        for theme in codebook.active
        for text in (*theme.phrases, *theme.examples)
        if not is_pattern(text)
    ]


def network(keys: Sequence[str], source: Path) -> Any:
    """The untrained student: (ids, mask) → theme, theme tone, tone and ask logits, word shares.

    Word shares have shape (batch, k + 1, length): what each word piece adds to each theme's logit,
    and to the ask's in the last row.
    """
    import torch
    from sentence_transformers import SentenceTransformer

    base: Any = SentenceTransformer(str(source), device="cpu")[0]
    inner = base.auto_model
    inner.set_attn_implementation("eager")
    inner.encoder.layer = torch.nn.ModuleList([inner.encoder.layer[i] for i in LAYERS])
    k, dim = len(keys), inner.config.hidden_size

    class Reader(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = inner
            self.queries = torch.nn.Parameter(torch.randn(k + 2, dim) * 0.02)
            self.weights = torch.nn.Parameter(torch.randn(k, dim) * 0.02)
            self.bias = torch.nn.Parameter(torch.full((k,), -2.0))
            self.tone = torch.nn.Linear(dim, len(TONES))
            self.ask = torch.nn.Linear(dim, 1)
            self.drop = torch.nn.Dropout(0.1)
            for parameter in inner.embeddings.parameters():
                parameter.requires_grad_(False)

        def states(self, ids: Any, mask: Any) -> Any:
            return self.inner(input_ids=ids, attention_mask=mask).last_hidden_state

        def look(self, states: Any, attention_mask: Any) -> Any:
            hidden = (1 - attention_mask[:, None, :].to(states.dtype)) * -1e4
            looks = torch.softmax(self.queries @ states.transpose(1, 2) + hidden, dim=-1)
            seen = self.drop(looks @ states)
            theme = (seen[:, :k] * self.weights).sum(-1) + self.bias
            facing = torch.cat([self.weights, self.ask.weight], 0) @ states.transpose(1, 2)
            parts = torch.cat([looks[:, :k], looks[:, k + 1 :]], 1) * facing
            ask = self.ask(seen[:, k + 1]).squeeze(-1)
            return theme, self.tone(seen[:, :k]), self.tone(seen[:, k]), ask, parts

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            return self.look(self.states(input_ids, attention_mask), attention_mask)

    return Reader()


def train(
    examples: Sequence[Example],
    keys: Sequence[str],
    folder: Path,
    epochs: int,
    seed: int = 1,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Any:
    """Train a student for `epochs`; `folder` keeps the default encoder, which is its model.

    `progress` is called with (steps done, steps in all).
    The weights are the mean over the second half of the steps (Izmailov et al. 2018).
    The same examples and seed give the same weights on the same machine and library versions.
    """
    import torch
    from torch.nn import functional

    torch.manual_seed(seed)
    rng = random.Random(seed)  # noqa: S311 (not for secrets)
    source = embed.packaged_weights()
    model = network(keys, source)
    ids = _pieces(source, [e.text for e in examples])
    truth = _truth(examples, keys)
    encoder = embed.OnnxEncoder(embed.build(folder, "int8-narrow"))  # alike on every processor
    goal = torch.tensor(encoder.encode([e.text for e in examples]))
    body = [p for n, p in model.named_parameters() if n.startswith("inner.") and p.requires_grad]
    heads = [p for n, p in model.named_parameters() if not n.startswith("inner.")]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": RATE}, {"params": heads, "lr": RATE * HEAD_RATE}], weight_decay=0.01
    )
    steps = epochs * len(list(_batches(ids, rng)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / (0.1 * steps), max(0.0, (steps - s) / (0.9 * steps)))
    )
    mean = torch.optim.swa_utils.AveragedModel(model)
    model.train()
    done = 0
    for _ in range(epochs):
        for rows in _batches(ids, rng):
            tokens, mask = _pad([ids[i] for i in rows])
            states = model.states(tokens, mask)
            theme, local, tone, ask, _ = model.look(states, mask)
            themes, tones, asks, locals_ = (t[rows] for t in truth)
            loss = functional.binary_cross_entropy_with_logits(theme, themes, reduction="none")
            loss = loss.sum(1).mean()
            known = tones != UNKNOWN
            if known.any():
                smooth = functional.cross_entropy(tone[known], tones[known], label_smoothing=0.05)
                asked = functional.binary_cross_entropy_with_logits(ask[known], asks[known])
                loss = loss + 0.5 * smooth + 0.3 * asked
            placed = locals_ != UNKNOWN
            if placed.any():
                loss = loss + 0.3 * functional.cross_entropy(local[placed], locals_[placed])
            pooled = _pool(states, mask, functional)
            loss = loss + ALIGN * (1 - (pooled * goal[rows]).sum(-1)).mean()
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            done += 1
            if done > SETTLED * steps:
                mean.update_parameters(model)
            progress(done, steps)
    return mean.module.eval()


def _pieces(source: Path, texts: Sequence[str]) -> list[list[int]]:
    cutter = embed.tokenizer(source / "tokenizer.json", TOKENS)
    return [list(e.ids) for e in cutter.encode_batch(list(texts))]


def _truth(examples: Sequence[Example], keys: Sequence[str]) -> tuple[Any, Any, Any, Any]:
    import torch

    place = {key: k for k, key in enumerate(keys)}
    themes = torch.zeros(len(examples), len(keys))
    local = torch.full((len(examples), len(keys)), UNKNOWN)
    for i, e in enumerate(examples):
        own = dict(e.theme_tones)
        for key in e.themes:
            themes[i, place[key]] = 1.0
            if e.tone:
                local[i, place[key]] = TONES.index(own.get(key, e.tone))
    tones = torch.tensor([TONES.index(e.tone) if e.tone else UNKNOWN for e in examples])
    asks = torch.tensor([float(e.ask or 0) for e in examples])
    return themes, tones, asks, local


def _batches(ids: Sequence[Sequence[int]], rng: random.Random) -> Iterator[list[int]]:
    """Batches of like length in a random order."""
    order = list(range(len(ids)))
    rng.shuffle(order)
    found = []
    for start in range(0, len(order), BATCH * 50):
        near = sorted(order[start : start + BATCH * 50], key=lambda i: len(ids[i]))
        found += [near[i : i + BATCH] for i in range(0, len(near), BATCH)]
    rng.shuffle(found)
    yield from found


def _pad(ids: Sequence[Sequence[int]]) -> tuple[Any, Any]:
    import torch

    width = max(map(len, ids))
    tokens = torch.zeros(len(ids), width, dtype=torch.long)
    mask = torch.zeros_like(tokens)
    for n, row in enumerate(ids):
        tokens[n, : len(row)] = torch.tensor(row)
        mask[n, : len(row)] = 1
    return tokens, mask


def _pool(states: Any, mask: Any, functional: Any) -> Any:
    weight = mask[:, :, None].to(states.dtype)
    return functional.normalize((states * weight).sum(1) / weight.sum(1), dim=-1)
