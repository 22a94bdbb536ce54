"""Rewrites a one-dimensional vocoder in an ONNX model as a two-dimensional one of height one.

onnxruntime's fast kernels (blocked by channels) exist for two dimensions alone. The same weights with
one more dimension give the same sound but for rounding: 120 dB below it, and every sentence as long
as before. The rewriting works on the protocol buffer itself, so that the onnx package is not needed;
weights are copied as they are. Field numbers: onnx.proto of ONNX 1.15.

Measured for piper's joe, one thread, AVX-512: 0.90 of the processor time of a sentence. Transposed
convolutions as convolutions with a shuffle gained nothing there, so they stay what they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Bytes: TypeAlias = "bytes | memoryview"

PREFIX = b"/dec/"
_CONVOLUTIONS = frozenset({b"Conv", b"ConvTranspose"})
_ELEMENTWISE = frozenset({b"LeakyRelu", b"Add", b"Div", b"Mul", b"Tanh"})
_ONE_EACH = frozenset({b"dilations", b"kernel_shape", b"strides", b"output_padding"})
# From this version on (un)squeezing takes its axes as an input.
_EARLIEST_OPSET = 13

_MODEL_GRAPH, _MODEL_OPSET = 7, 8
_GRAPH_NODE, _GRAPH_INITIALIZER, _GRAPH_OUTPUT = 1, 5, 12
_NODE_INPUT, _NODE_OUTPUT, _NODE_NAME, _NODE_OPERATOR, _NODE_ATTRIBUTE = 1, 2, 3, 4, 5
_ATTRIBUTE_NAME, _ATTRIBUTE_INTS = 1, 8
_TENSOR_DIMS, _TENSOR_TYPE, _TENSOR_NAME, _TENSOR_RAW = 1, 2, 8, 9
_INT64 = 7
_VARINT, _BYTES = 0, 2


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of a message: its number, its value (an int for a varint), and all its bytes."""

    number: int
    value: int | memoryview
    whole: memoryview


@dataclass(frozen=True, slots=True)
class _Node:
    fields: tuple[_Field, ...]
    whole: memoryview
    name: bytes
    operator: bytes
    inputs: tuple[bytes, ...]
    outputs: tuple[bytes, ...]


def in_two_dimensions(model: bytes) -> bytes:
    """The model with its vocoder, the nodes under `/dec/`, in two dimensions.

    A model in which they are not the plain chain that is expected comes back as it is.
    """
    try:
        top = list(_fields(memoryview(model)))
        graphs = [field for field in top if field.number == _MODEL_GRAPH]
        opsets = [_opset(field.value) for field in top if field.number == _MODEL_OPSET]
        if len(graphs) != 1 or min((row for row in opsets if row), default=0) < _EARLIEST_OPSET:
            return model
        graph = _graph(graphs[0].value)
    except (IndexError, ValueError, TypeError):
        return model
    if graph is None:
        return model
    parts: list[Bytes] = []
    for field in top:
        parts += graph if field.number == _MODEL_GRAPH else [field.whole]
    return b"".join(parts)


def _graph(value: int | memoryview) -> list[Bytes] | None:
    """The graph's field rewritten, in pieces; None if it is not as expected."""
    fields = list(_fields(_bytes(value)))
    # only nodes that name something of the vocoder are read: a fiftieth of them
    nodes = {
        id(field): _node(field)
        for field in fields
        if field.number == _GRAPH_NODE and PREFIX in bytes(field.whole)
    }
    vocoder = [node for node in nodes.values() if node.name.startswith(PREFIX)]
    tensors = {
        bytes(_first(_bytes(field.value), _TENSOR_NAME)): field
        for field in fields
        if field.number == _GRAPH_INITIALIZER
    }
    ends = {
        bytes(_first(_bytes(field.value), 1))
        for field in fields
        if field.number == _GRAPH_OUTPUT
    }  # fmt: skip
    written = b"".join(field.whole for field in fields if field.number == _GRAPH_NODE)
    weights = _weights(vocoder, [*nodes.values()], tensors, ends, written)
    if weights is None:
        return None
    first, last = vocoder[0], vocoder[-1]
    axes, raised, flat = (PREFIX + name for name in (b"axes_2d", b"input_2d", b"output_2d"))
    pieces: list[Bytes] = []
    for field in fields:
        node = nodes.get(id(field))
        if node is first:
            pieces += _operator(b"Unsqueeze", (first.inputs[0], axes), raised)
        if node is not None and node.name.startswith(PREFIX):
            pieces += _message(_GRAPH_NODE, _raised(node, first, last, raised, flat))
        elif field.number == _GRAPH_INITIALIZER and id(field) in weights:
            pieces += _message(_GRAPH_INITIALIZER, _with_height(_bytes(field.value)))
        else:
            pieces.append(field.whole)
        if node is last:
            pieces += _operator(b"Squeeze", (flat, axes), last.outputs[0])
    two = (2).to_bytes(8, "little")
    pieces += _message(
        _GRAPH_INITIALIZER,
        [
            *_number(_TENSOR_DIMS, 1), *_number(_TENSOR_TYPE, _INT64),
            *_message(_TENSOR_NAME, [axes]), *_message(_TENSOR_RAW, [two]),
        ],
    )  # fmt: skip
    return _message(_MODEL_GRAPH, pieces)


def _weights(
    vocoder: Sequence[_Node],
    nodes: Sequence[_Node],
    tensors: Mapping[bytes, _Field],
    ends: set[bytes],
    written: bytes,
) -> set[int] | None:
    """The fields of the weights to be raised; None unless the vocoder is a closed chain of known nodes.

    One tensor enters by the first node, one leaves by the last; everything else is made within or is
    a weight, a bias or a number of its own. `written` are the bytes of all nodes: a weight is named
    there once.
    """
    if not vocoder or vocoder[0].operator != b"Conv" or vocoder[-1].operator != b"Tanh":
        return None
    made = {name for node in vocoder for name in node.outputs}
    used_outside = {name for node in nodes if node not in vocoder for name in node.inputs} | ends
    if (made - {*vocoder[-1].outputs}) & used_outside or len(vocoder[-1].outputs) != 1:
        return None
    weights: set[int] = set()
    for node in vocoder:
        operands = node.inputs[1:] if node is vocoder[0] else node.inputs
        if node.operator in _CONVOLUTIONS:
            weight, *biases = node.inputs[1:]
            field = tensors.get(weight)
            if (
                field is None
                or written.count(weight) != 1
                or len(_dims(field)) != 3
                or not _plain(node)
            ):
                return None
            weights.add(id(field))
            operands = tuple(name for name in operands if name not in (weight, *biases))
            if any(name not in tensors or len(_dims(tensors[name])) != 1 for name in biases):
                return None
        elif node.operator not in _ELEMENTWISE:
            return None
        for name in operands:
            if name not in made and (name not in tensors or _dims(tensors[name])):
                return None
    return weights


def _plain(node: _Node) -> bool:
    """Whether a convolution has only attributes that have one number a dimension (pads: two)."""
    for field in node.fields:
        if field.number == _NODE_ATTRIBUTE:
            name = bytes(_first(_bytes(field.value), _ATTRIBUTE_NAME))
            numbers = len(_ints(_bytes(field.value), _ATTRIBUTE_INTS))
            wanted = 1 if name in _ONE_EACH else 2 if name == b"pads" else 0
            if numbers != wanted or (not wanted and name != b"group"):
                return False
    return True


def _raised(
    node: _Node, first: _Node, last: _Node, source: bytes, target: bytes
) -> Iterator[Bytes]:
    """The fields of a node in two dimensions, with the new names of the vocoder's ends."""
    at = 0
    for field in node.fields:
        if field.number == _NODE_INPUT:
            at += 1
            if node is first and at == 1:
                yield from _message(_NODE_INPUT, [source])
                continue
        if node is last and field.number == _NODE_OUTPUT:
            yield from _message(_NODE_OUTPUT, [target])
        elif field.number == _NODE_ATTRIBUTE and node.operator in _CONVOLUTIONS:
            yield from _message(_NODE_ATTRIBUTE, _raised_attribute(_bytes(field.value)))
        else:
            yield field.whole


def _raised_attribute(attribute: memoryview) -> list[Bytes]:
    name = bytes(_first(attribute, _ATTRIBUTE_NAME))
    numbers = _ints(attribute, _ATTRIBUTE_INTS)
    # before and after the height come first: (top, left, bottom, right)
    higher = [0, numbers[0], 0, numbers[1]] if name == b"pads" else [1, *numbers]
    if name == b"output_padding":
        higher = [0, *numbers]
    if not numbers:
        return [attribute]
    pieces: list[Bytes] = [f.whole for f in _fields(attribute) if f.number != _ATTRIBUTE_INTS]
    return [*pieces, *(part for n in higher for part in _number(_ATTRIBUTE_INTS, n))]


def _with_height(tensor: memoryview) -> list[Bytes]:
    """A weight of (out, in, width) as (out, in, 1, width); its numbers stay where they are."""
    outer, inner, width = _ints(tensor, _TENSOR_DIMS)
    dims = [part for n in (outer, inner, 1, width) for part in _number(_TENSOR_DIMS, n)]
    return [*dims, *(field.whole for field in _fields(tensor) if field.number != _TENSOR_DIMS)]


def _operator(operator: bytes, inputs: Sequence[bytes], output: bytes) -> list[Bytes]:
    fields = [part for name in inputs for part in _message(_NODE_INPUT, [name])]
    fields += _message(_NODE_OUTPUT, [output])
    fields += _message(_NODE_NAME, [PREFIX + operator])
    return _message(_GRAPH_NODE, [*fields, *_message(_NODE_OPERATOR, [operator])])


def _node(field: _Field) -> _Node:
    fields = tuple(_fields(_bytes(field.value)))

    def texts(number: int) -> tuple[bytes, ...]:
        return tuple(bytes(_bytes(row.value)) for row in fields if row.number == number)

    name, operator = (b"".join(texts(number)) for number in (_NODE_NAME, _NODE_OPERATOR))
    return _Node(fields, field.whole, name, operator, texts(_NODE_INPUT), texts(_NODE_OUTPUT))


def _dims(field: _Field) -> list[int]:
    return _ints(_bytes(field.value), _TENSOR_DIMS)


def _opset(value: int | memoryview) -> int:
    """The version of the main operator set; 0 for another set."""
    fields = {field.number: field.value for field in _fields(_bytes(value))}
    version = fields.get(2, 0)
    return version if isinstance(version, int) and not fields.get(1) else 0


# --- protocol buffers ------------------------------------------------------------------------


def _fields(message: memoryview) -> Iterator[_Field]:
    """The fields in order. Raises IndexError or ValueError for what is no message."""
    at = 0
    while at < len(message):
        start = at
        key, at = _varint(message, at)
        number, wire = key >> 3, key & 7
        if wire == _VARINT:
            value, at = _varint(message, at)
            yield _Field(number, value, message[start:at])
            continue
        if wire == _BYTES:
            length, at = _varint(message, at)
        elif wire in (1, 5):
            length = 8 if wire == 1 else 4
        else:
            raise ValueError("a group, which ONNX doesn't use")
        end = at + length
        if end > len(message):
            raise ValueError("cut off")
        yield _Field(number, message[at:end], message[start:end])
        at = end


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7


def _ints(message: memoryview, number: int) -> list[int]:
    """The numbers of a repeated field, packed or one by one."""
    numbers: list[int] = []
    for field in _fields(message):
        if field.number != number:
            continue
        if isinstance(field.value, int):
            numbers.append(field.value)
        else:
            at = 0
            while at < len(field.value):
                value, at = _varint(field.value, at)
                numbers.append(value)
    return numbers


def _first(message: memoryview, number: int) -> memoryview:
    return next(
        (_bytes(field.value) for field in _fields(message) if field.number == number),
        memoryview(b""),
    )


def _bytes(value: int | memoryview) -> memoryview:
    if isinstance(value, int):
        raise TypeError("a number where a message was expected")
    return value


def _message(number: int, parts: Sequence[Bytes] | Iterator[Bytes]) -> list[Bytes]:
    pieces = list(parts)
    length = sum(map(len, pieces))
    return [_encoded(number << 3 | _BYTES) + _encoded(length), *pieces]


def _number(number: int, value: int) -> list[Bytes]:
    return [_encoded(number << 3 | _VARINT) + _encoded(value)]


def _encoded(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)
