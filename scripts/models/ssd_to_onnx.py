"""Turns an SSD of TensorFlow's Object Detection API, as TensorFlow Lite holds it, into one ONNX file
that takes a picture and gives boxes: resizing, anchors, box decoding and non-maximum suppression are
part of the graph, under the names that the API's exported models use (detection_boxes ...).
"""
import math

import numpy

import onnx_writer
import tflite

INPUT_SIDE = 300
OPSET = 13


def anchors(maps=(19, 10, 5, 3, 2, 1), lowest=0.2, highest=0.95):
    """The SSD's prior boxes (centre y, centre x, height, width in 0..1), feature map by feature map,
    cell by cell, as the API's ssd_anchor_generator lays them: three on the first map, six on others."""
    scales = [lowest + (highest - lowest) * i / (len(maps) - 1) for i in range(len(maps))] + [1.0]
    out = []
    for index, cells in enumerate(maps):
        if index == 0:
            shapes = [(0.1, 1.0), (scales[0], 2.0), (scales[0], 0.5)]
        else:
            shapes = [(scales[index], ratio) for ratio in (1.0, 2.0, 0.5, 3.0, 1.0 / 3.0)]
            shapes.append((math.sqrt(scales[index] * scales[index + 1]), 1.0))
        for row in range(cells):
            for column in range(cells):
                for scale, ratio in shapes:
                    out.append(((row + 0.5) / cells, (column + 0.5) / cells,
                                scale / math.sqrt(ratio), scale * math.sqrt(ratio)))
    return numpy.array(out, numpy.float32)


class Conversion:
    """Carries the network itself over, operator by operator; tensors become NCHW, names t<index>."""

    def __init__(self, model, graph):
        self.model, self.graph = model, graph
        self.constants = {i: t.data for i, t in enumerate(model.tensors) if t.data is not None}

    def run(self, picture):
        self.names = {self.model.inputs[0]: picture}
        for operator in self.model.operators:
            getattr(self, operator.kind.lower())(operator)
        return [self.names[i] for i in self.model.outputs]

    def finish(self, name, operator):
        """Adds the fused activation (schema: 0 none, 1 RELU, 3 RELU6) and notes the output's name."""
        activation = operator.options.get("activation", 0)
        if activation == 1:
            name = self.graph.node("Relu", [name], name + "_relu")
        elif activation == 3:
            name = self.graph.node("Clip", [name, "zero", "six"], name + "_relu6")
        elif activation != 0:
            raise ValueError(f"activation {activation} is not converted here")
        self.names[operator.outputs[0]] = name

    def dequantize(self, operator):
        # fp16 weights: widened once, here, so that the run-time spends nothing on it.
        self.constants[operator.outputs[0]] = self.constants[operator.inputs[0]].astype(numpy.float32)

    def add(self, operator):
        names = [self.names[i] for i in operator.inputs]
        self.finish(self.graph.node("Add", names, f"t{operator.outputs[0]}"), operator)

    def convolution(self, operator, weights, groups):
        source, _, bias = operator.inputs
        height, width = weights.shape[2:]
        options = operator.options
        extra = {}
        if groups > 1:
            extra["group"] = groups
        out = self.graph.node(
            "Conv",
            [self.names[source], self.graph.constant(f"w{operator.outputs[0]}", weights),
             self.graph.constant(f"b{operator.outputs[0]}", self.constants[bias])],
            f"t{operator.outputs[0]}", kernel_shape=[height, width],
            strides=[options["stride_h"] or 1, options["stride_w"] or 1],
            auto_pad="SAME_UPPER" if options["padding"] == 0 else "VALID", **extra)
        self.finish(out, operator)

    def conv_2d(self, operator):  # weights: output, height, width, input
        self.convolution(operator, self.constants[operator.inputs[1]].transpose(0, 3, 1, 2), 1)

    def depthwise_conv_2d(self, operator):  # weights: 1, height, width, channel
        weights = self.constants[operator.inputs[1]].transpose(3, 0, 1, 2)
        self.convolution(operator, weights, weights.shape[0])

    def reshape(self, operator):
        # The heads reshape NHWC maps to rows of boxes, so the order of axes is put back first.
        source, out = operator.inputs[0], operator.outputs[0]
        name = self.names[source]
        if len(self.model.tensors[source].shape) == 4 and self.model.tensors[source].shape[1] != 1917:
            name = self.graph.node("Transpose", [name], f"{name}_nhwc", perm=[0, 2, 3, 1])
        shape = numpy.array(self.model.tensors[out].shape, numpy.int64)
        self.names[out] = self.graph.node(
            "Reshape", [name, self.graph.constant(f"s{out}", shape)], f"t{out}")

    def concatenation(self, operator):
        names = [self.names[i] for i in operator.inputs]
        self.finish(self.graph.node("Concat", names, f"t{operator.outputs[0]}", axis=1), operator)


def convert(data, labels):
    """`data`: the .tflite bytes; `labels`: one name a class, without the background."""
    model = tflite.read(data)
    g = onnx_writer.Graph("ssd_mobilenet_v2")
    scalar = lambda name, value, kind=numpy.float32: g.constant(name, numpy.array(value, kind))
    scalar("zero", 0.0), scalar("six", 6.0)

    # Picture: uint8 RGB of any size -> 300x300, -1..1, NCHW.
    g.input("image_tensor", numpy.uint8, [1, "height", "width", 3])
    picture = g.node("Transpose", [g.node("Cast", ["image_tensor"], "pixels", to=1)], "planes", perm=[0, 3, 1, 2])
    g.constant("input_shape", numpy.array([1, 3, INPUT_SIDE, INPUT_SIDE], numpy.int64))
    picture = g.node("Resize", [picture, "", "", "input_shape"], "resized", mode="linear",
                     coordinate_transformation_mode="half_pixel")
    picture = g.node("Mul", [picture, scalar("scale", 2.0 / 255.0)], "scaled")
    picture = g.node("Sub", [picture, scalar("one", 1.0)], "normalized")
    encodings, logits = Conversion(model, g).run(picture)

    # Boxes: the API's faster_rcnn_box_coder with its scale factors 10, 10, 5, 5.
    prior = anchors()
    if len(prior) != model.tensors[model.outputs[0]].shape[1]:
        raise ValueError("the model's boxes do not match the SSD's anchors")
    g.constant("splits", numpy.array([2, 2], numpy.int64))
    offset = ["offset", "extent"]
    g.node("Split", [encodings, "splits"], offset, axis=2)
    centre = g.node("Mul", ["offset", g.constant("prior_step", prior[None, :, 2:] / 10.0)], "shift")
    centre = g.node("Add", [centre, g.constant("prior_centre", prior[None, :, :2])], "centre")
    half = g.node("Exp", [g.node("Mul", ["extent", scalar("fifth", 0.2)], "stretch")], "growth")
    half = g.node("Mul", [half, g.constant("prior_half", prior[None, :, 2:] / 2.0)], "half")
    corners = [g.node("Sub", [centre, half], "low"), g.node("Add", [centre, half], "high")]
    boxes = g.node("Concat", corners, "boxes", axis=2)
    boxes = g.node("Clip", [boxes, "zero", "one"], "raw_detection_boxes")

    # Scores: class 0 is the background.
    g.constant("from_1", numpy.array([1], numpy.int64))
    g.constant("to_end", numpy.array([1 << 30], numpy.int64))
    g.constant("axis_2", numpy.array([2], numpy.int64))
    scores = g.node("Sigmoid", [g.node("Slice", [logits, "from_1", "to_end", "axis_2"], "class_logits")],
                    "raw_detection_scores")
    by_class = g.node("Transpose", [scores], "scores_by_class", perm=[0, 2, 1])

    # Non-maximum suppression per class, then the best first.
    chosen = g.node("NonMaxSuppression",
                    [boxes, by_class, g.constant("per_class", numpy.array([20], numpy.int64)),
                     g.constant("overlap", numpy.array([0.6], numpy.float32)),
                     g.constant("floor", numpy.array([0.1], numpy.float32))], "chosen")
    score = g.node("GatherND", [by_class, chosen], "chosen_scores")
    g.constant("from_0", numpy.array([0], numpy.int64))
    g.constant("axis_0", numpy.array([0], numpy.int64))
    g.constant("most", numpy.array([100], numpy.int64))
    count = g.node("Min", [g.node("Shape", [score], "chosen_count"), "most"], "kept_count")
    g.node("TopK", [score, count], ["kept_scores", "order"], axis=0, largest=1, sorted=1)
    kept = g.node("Gather", [chosen, "order"], "kept", axis=0)
    g.constant("column_1", numpy.array(1, numpy.int64))
    g.constant("column_2", numpy.array(2, numpy.int64))
    kept_class = g.node("Gather", [kept, "column_1"], "kept_class", axis=1)
    kept_box = g.node("Gather", [kept, "column_2"], "kept_box", axis=1)
    g.constant("batch", numpy.array([0], numpy.int64))
    numbers = g.node("Add", [g.node("Cast", [kept_class], "class_float", to=1), "one"], "class_from_1")
    flat = g.node("Squeeze", [boxes, "batch"], "boxes_flat")
    g.node("Unsqueeze", [g.node("Gather", [flat, kept_box], "box_rows", axis=0), "batch"], "detection_boxes")
    g.node("Unsqueeze", ["kept_scores", "batch"], "detection_scores")
    g.node("Unsqueeze", [numbers, "batch"], "detection_classes")
    g.node("Cast", [count], "num_detections", to=1)

    g.output("detection_boxes", numpy.float32, [1, "detections", 4])
    g.output("detection_scores", numpy.float32, [1, "detections"])
    g.output("detection_classes", numpy.float32, [1, "detections"])
    g.output("num_detections", numpy.float32, [1])
    return g.model(OPSET, {"labels": "\n".join(labels), "task": "object detection"})
