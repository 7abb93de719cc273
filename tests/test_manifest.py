"""A model folder is used only as it was sealed."""

import json
from pathlib import Path

import pytest

from insight.errors import ModelError
from insight.manifest import check, seal


@pytest.mark.parametrize("name", ["model.onnx", "ner/model"])
def test_altered_file_is_refused(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"as built")
    seal(tmp_path, {"model": "x"})
    assert check(tmp_path)["model"] == "x"
    file.write_bytes(b"altered")
    with pytest.raises(ModelError, match=f"{name}: its SHA-256 differs"):
        check(tmp_path)
    file.unlink()
    with pytest.raises(ModelError, match="missing"):
        check(tmp_path)


@pytest.mark.parametrize("content", ["[1]", "{", '{"files": 1}'])
def test_a_folder_without_a_manifest_is_no_model(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(ModelError, match="not a model folder"):
        check(tmp_path)


def test_the_card_may_be_edited(tmp_path: Path) -> None:
    (tmp_path / "CARD.md").write_text("as written")
    seal(tmp_path, {})
    (tmp_path / "CARD.md").write_text("corrected")
    assert json.loads((tmp_path / "manifest.json").read_text()) == check(tmp_path) == {"files": {}}
