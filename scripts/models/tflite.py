"""Reads the parts of a TensorFlow Lite model (a flatbuffer, schema version 3) that a conversion needs.

Only what the format's schema.fbs fixes is relied upon: field numbers of Model, SubGraph, Tensor,
Operator, Buffer and of the option tables named in OPTIONS.
"""
import struct
from dataclasses import dataclass, field

import numpy

TYPES = {0: numpy.float32, 1: numpy.float16, 2: numpy.int32, 3: numpy.uint8, 4: numpy.int64, 9: numpy.int8}

OPERATORS = {0: "ADD", 2: "CONCATENATION", 3: "CONV_2D", 4: "DEPTHWISE_CONV_2D", 6: "DEQUANTIZE",
             14: "LOGISTIC", 22: "RESHAPE"}

# Field number, name and struct code ('b' a byte, 'i' 32 bits) of the options we read.
OPTIONS = {
    "CONV_2D": [(0, "padding", "b"), (1, "stride_w", "i"), (2, "stride_h", "i"), (3, "activation", "b"),
                (4, "dilation_w", "i"), (5, "dilation_h", "i")],
    "DEPTHWISE_CONV_2D": [(0, "padding", "b"), (1, "stride_w", "i"), (2, "stride_h", "i"),
                          (3, "multiplier", "i"), (4, "activation", "b"), (5, "dilation_w", "i"),
                          (6, "dilation_h", "i")],
    "ADD": [(0, "activation", "b")],
    "CONCATENATION": [(0, "axis", "i"), (1, "activation", "b")],
}


@dataclass
class Tensor:
    name: str
    shape: list
    data: numpy.ndarray | None  # None for what is computed


@dataclass
class Operator:
    kind: str
    inputs: list
    outputs: list
    options: dict = field(default_factory=dict)


@dataclass
class Model:
    tensors: list
    operators: list
    inputs: list
    outputs: list


class Flatbuffer:
    """Walks tables and vectors; every offset is checked by struct and slicing against the buffer."""

    def __init__(self, data):
        self.data = data

    def unpack(self, code, at):
        return struct.unpack_from("<" + code, self.data, at)[0]

    def follow(self, at):
        return at + self.unpack("I", at)

    def slot(self, table, number):
        """Where field `number` of the table lies, or None where it has its default."""
        vtable = table - self.unpack("i", table)
        if 4 + 2 * number >= self.unpack("H", vtable):
            return None
        offset = self.unpack("H", vtable + 4 + 2 * number)
        return table + offset if offset else None

    def scalar(self, table, number, code, default=0):
        at = self.slot(table, number)
        return default if at is None else self.unpack(code, at)

    def vector(self, table, number):
        """(first element's position, count)"""
        at = self.slot(table, number)
        if at is None:
            return 0, 0
        start = self.follow(at)
        return start + 4, self.unpack("I", start)

    def tables(self, table, number):
        start, count = self.vector(table, number)
        return [self.follow(start + 4 * i) for i in range(count)]

    def integers(self, table, number):
        start, count = self.vector(table, number)
        return list(struct.unpack_from(f"<{count}i", self.data, start))

    def octets(self, table, number):
        start, count = self.vector(table, number)
        return self.data[start:start + count]


def read(data):
    """Parses the bytes of a .tflite file into a Model. Raises ValueError for one it cannot read."""
    if data[4:8] != b"TFL3":
        raise ValueError("not a TensorFlow Lite model: the identifier TFL3 is missing")
    buffer = Flatbuffer(data)
    root = buffer.follow(0)
    kinds = []
    for code in buffer.tables(root, 1):
        number = max(buffer.scalar(code, 0, "b"), buffer.scalar(code, 3, "i"))
        if number not in OPERATORS:
            raise ValueError(f"operator {number} of the TensorFlow Lite schema is not converted here")
        kinds.append(OPERATORS[number])
    buffers = [buffer.octets(b, 0) for b in buffer.tables(root, 4)]
    graph = buffer.tables(root, 2)[0]

    tensors = []
    for table in buffer.tables(graph, 0):
        shape = buffer.integers(table, 0)
        content = buffers[buffer.scalar(table, 2, "I")]
        kind = TYPES[buffer.scalar(table, 1, "b")]
        data = numpy.frombuffer(content, kind).reshape(shape) if content else None
        tensors.append(Tensor(buffer.octets(table, 3).decode(), shape, data))

    operators = []
    for table in buffer.tables(graph, 3):
        kind = kinds[buffer.scalar(table, 0, "I")]
        slot = buffer.slot(table, 4)
        options = {}
        if slot is not None:
            at = buffer.follow(slot)
            options = {name: buffer.scalar(at, number, code) for number, name, code in OPTIONS.get(kind, [])}
        operators.append(Operator(kind, buffer.integers(table, 1), buffer.integers(table, 2), options))
    return Model(tensors, operators, buffer.integers(graph, 1), buffer.integers(graph, 2))
