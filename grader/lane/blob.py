"""The tensors of a frame: safetensors, by its own core. What it offers for torch goes by way of numpy, and takes several times as
long as the core does for tensors as small as these."""

from __future__ import annotations

from collections.abc import Sequence

import safetensors
import torch

# As safetensors names them; what is not here does not travel.
DTYPES = {
    "BOOL": torch.bool, "U8": torch.uint8, "I8": torch.int8, "I16": torch.int16, "I32": torch.int32, "I64": torch.int64,
    "F16": torch.float16, "BF16": torch.bfloat16, "F32": torch.float32, "F64": torch.float64, "C64": torch.complex64,
}  # fmt: skip
NAMES = {dtype: str(dtype).removeprefix("torch.") for dtype in DTYPES.values()}


def packed(tensors: Sequence[torch.Tensor]) -> bytes:
    """The bytes of `tensors`, which are contiguous and on the CPU; none for none."""
    return safetensors.serialize({str(i): _spec(tensor) for i, tensor in enumerate(tensors)}) if tensors else b""


def _spec(tensor: torch.Tensor) -> safetensors.TensorSpec:
    return safetensors.TensorSpec(dtype=NAMES[tensor.dtype], shape=tensor.shape, data_ptr=tensor.data_ptr(), data_len=tensor.nbytes)


def unpacked(blob: bytes) -> list[torch.Tensor]:
    """The tensors of `packed`, each in memory of its own.

    Raises:
        Exception: of safetensors' and torch's own types, where these are no such bytes.
    """
    if not blob:
        return []
    named = dict(safetensors.deserialize(blob))  # type: ignore[no-untyped-call]
    return [_tensor(**named[str(i)]) for i in range(len(named))]


def _tensor(dtype: str, shape: list[int], data: bytearray) -> torch.Tensor:
    kind = DTYPES[dtype]
    return (torch.frombuffer(data, dtype=kind) if data else torch.empty(0, dtype=kind)).reshape(shape)
