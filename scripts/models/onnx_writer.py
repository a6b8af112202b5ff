"""Writes an ONNX model: the few protobuf messages of onnx.proto that a graph of tensors needs."""
import struct

import numpy

ELEMENT = {numpy.dtype("float32"): 1, numpy.dtype("uint8"): 2, numpy.dtype("int32"): 6,
           numpy.dtype("int64"): 7}


def varint(number):
    number &= (1 << 64) - 1
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def whole(field, number):
    """A varint field."""
    return varint(field << 3) + varint(number)


def block(field, content):
    """A length-delimited field: text, bytes or a message already written."""
    if isinstance(content, str):
        content = content.encode()
    return varint(field << 3 | 2) + varint(len(content)) + content


def attribute(name, value):
    out = block(1, name)
    if isinstance(value, float):
        return out + varint(2 << 3 | 5) + struct.pack("<f", value) + whole(20, 1)
    if isinstance(value, int):
        return out + whole(3, value) + whole(20, 2)
    if isinstance(value, str):
        return out + block(4, value) + whole(20, 3)
    return out + b"".join(whole(8, v) for v in value) + whole(20, 7)


def value_info(name, element, shape):
    """`shape` holds a number or, for a free dimension, its name."""
    dims = b"".join(block(1, block(2, d) if isinstance(d, str) else whole(1, d)) for d in shape)
    return block(1, name) + block(2, block(1, whole(1, ELEMENT[numpy.dtype(element)]) + block(2, dims)))


class Graph:
    """Grows a graph node by node; `node` returns the name of its first output."""

    def __init__(self, name):
        self.name = name
        self.nodes, self.initializers, self.inputs, self.outputs = [], [], [], []

    def constant(self, name, array):
        array = numpy.ascontiguousarray(array)
        content = b"".join(whole(1, d) for d in array.shape) + whole(2, ELEMENT[array.dtype])
        self.initializers.append(content + block(8, name) + block(9, array.tobytes()))
        return name

    def node(self, kind, inputs, outputs, **attributes):
        outputs = [outputs] if isinstance(outputs, str) else outputs
        content = b"".join(block(1, i) for i in inputs) + b"".join(block(2, o) for o in outputs)
        content += block(3, outputs[0]) + block(4, kind)
        content += b"".join(block(5, attribute(k, v)) for k, v in attributes.items())
        self.nodes.append(content)
        return outputs[0]

    def input(self, name, element, shape):
        self.inputs.append(value_info(name, element, shape))
        return name

    def output(self, name, element, shape):
        self.outputs.append(value_info(name, element, shape))

    def model(self, opset, metadata):
        """The bytes of the file; `metadata` is stored as the model's properties."""
        graph = b"".join(block(1, n) for n in self.nodes) + block(2, self.name)
        graph += b"".join(block(5, i) for i in self.initializers)
        graph += b"".join(block(11, i) for i in self.inputs) + b"".join(block(12, o) for o in self.outputs)
        properties = b"".join(block(14, block(1, k) + block(2, v)) for k, v in metadata.items())
        return (whole(1, 7) + block(2, "umec scripts/models") + block(7, graph)
                + block(8, block(1, "") + whole(2, opset)) + properties)
