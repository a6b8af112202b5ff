#include "vision/wire.hpp"

namespace umec::vision::wire {
namespace {

constexpr std::size_t kMostDimensions = 8;

std::unexpected<Error> damaged(std::string_view what) {
  return fail(Errc::corrupt, "a vision message is damaged: {}", what);
}

void write_box(Writer &out, const Box &box) {
  for (int side : {box.x, box.y, box.width, box.height}) out.number(side);
}

Box read_box(Reader &in) {
  Box box;
  box.x = in.number<int>();
  box.y = in.number<int>();
  box.width = in.number<int>();
  box.height = in.number<int>();
  return box;
}

void write_shape(Writer &out, const std::vector<std::int64_t> &shape) {
  out.number(static_cast<std::uint32_t>(shape.size()));
  for (auto length : shape) out.number(length);
}

bool read_form(Reader &in, std::string &name, ElementType &type, std::vector<std::int64_t> &shape) {
  name = in.text();
  type = in.number<ElementType>();
  auto dimensions = in.count(sizeof(std::int64_t));
  if (!in.ok() || type > ElementType::dt_bool || dimensions > kMostDimensions) return false;
  shape.resize(dimensions);
  for (auto &length : shape) length = in.number<std::int64_t>();
  return in.ok();
}

void write_tensors(Writer &out, const std::vector<Tensor> &tensors) {
  out.number(static_cast<std::uint32_t>(tensors.size()));
  for (const auto &tensor : tensors) {
    out.text(tensor.name);
    out.number(tensor.type);
    write_shape(out, tensor.shape);
    out.octets(tensor.data);
  }
}

/// Also holds every tensor's data against its shape, so that nobody behind this reads past its end.
bool read_tensors_from(Reader &in, std::vector<Tensor> &tensors) {
  tensors.resize(in.count(4 + 1 + 4 + 4));
  for (auto &tensor : tensors) {
    if (!read_form(in, tensor.name, tensor.type, tensor.shape)) return false;
    auto data = in.octets();
    std::size_t expected = element_size(tensor.type);
    for (auto length : tensor.shape) {
      if (length < 0 || __builtin_mul_overflow(expected, static_cast<std::size_t>(length), &expected))
        return false;
    }
    if (!in.ok() || expected != data.size()) return false;
    tensor.data.assign(data.begin(), data.end());
  }
  return in.ok();
}

void write_forms(Writer &out, const std::vector<TensorForm> &forms) {
  out.number(static_cast<std::uint32_t>(forms.size()));
  for (const auto &form : forms) {
    out.text(form.name);
    out.number(form.type);
    write_shape(out, form.shape);
  }
}

bool read_forms(Reader &in, std::vector<TensorForm> &forms) {
  forms.resize(in.count(4 + 1 + 4));
  for (auto &form : forms)
    if (!read_form(in, form.name, form.type, form.shape)) return false;
  return in.ok();
}

}  // namespace

Bytes frame(std::uint32_t id, std::uint8_t code, std::span<const std::uint8_t> body) {
  Writer out;
  out.number(static_cast<std::uint32_t>(kHeadBytes - 4 + body.size()));
  out.number(id);
  out.number(code);
  auto bytes = out.take();
  bytes.insert(bytes.end(), body.begin(), body.end());
  return bytes;
}

Result<Head> read_head(std::span<const std::uint8_t, kHeadBytes> bytes) {
  Reader in(bytes);
  auto length = in.number<std::uint32_t>();
  if (length < kHeadBytes - 4 || length > kMostFrameBytes) return damaged("its length is out of bounds");
  Head head;
  head.body_bytes = length - (kHeadBytes - 4);
  head.id = in.number<std::uint32_t>();
  head.code = in.number<std::uint8_t>();
  return head;
}

void Writer::octets(std::span<const std::uint8_t> data) {
  number(static_cast<std::uint32_t>(data.size()));
  bytes_.insert(bytes_.end(), data.begin(), data.end());
}

void Writer::text(std::string_view text) {
  octets({reinterpret_cast<const std::uint8_t *>(text.data()), text.size()});
}

std::span<const std::uint8_t> Reader::octets() {
  auto length = number<std::uint32_t>();
  if (!ok_ || length > rest_.size()) {
    ok_ = false;
    rest_ = {};
    return {};
  }
  auto out = rest_.first(length);
  rest_ = rest_.subspan(length);
  return out;
}

std::string Reader::text() {
  auto data = octets();
  return {data.begin(), data.end()};
}

std::uint32_t Reader::count(std::size_t least) {
  auto number_of = number<std::uint32_t>();
  if (!ok_ || number_of > rest_.size() / least) {
    ok_ = false;
    rest_ = {};
    return 0;
  }
  return number_of;
}

Bytes write(const DetectCall &call) {
  Writer out;
  out.number(call.threshold);
  out.octets(call.picture);
  return out.take();
}

Result<DetectCall> read_detect_call(std::span<const std::uint8_t> body) {
  Reader in(body);
  DetectCall call;
  call.threshold = in.number<float>();
  call.picture = in.octets();
  if (!in.complete()) return damaged("a detect call");
  return call;
}

Bytes write(const PlatesCall &call) {
  Writer out;
  out.number(call.options.country);
  out.number(call.options.effort);
  out.text(call.options.stream);
  out.octets(call.picture);
  return out.take();
}

Result<PlatesCall> read_plates_call(std::span<const std::uint8_t> body) {
  Reader in(body);
  PlatesCall call;
  call.options.country = in.number<Country>();
  call.options.effort = in.number<Effort>();
  call.options.stream = in.text();
  call.picture = in.octets();
  if (!in.complete() || call.options.country > Country::br || call.options.effort > Effort::fast)
    return damaged("a plates call");
  return call;
}

Bytes write(const Prediction &call) {
  Writer out;
  out.text(call.model);
  out.octets(call.picture);
  write_tensors(out, call.inputs);
  return out.take();
}

Result<Prediction> read_prediction(std::span<const std::uint8_t> body) {
  Reader in(body);
  Prediction call;
  call.model = in.text();
  auto picture = in.octets();
  call.picture.assign(picture.begin(), picture.end());
  if (!read_tensors_from(in, call.inputs) || !in.complete()) return damaged("a predict call");
  return call;
}

Bytes write(const Detections &answer) {
  Writer out;
  out.text(answer.model);
  out.number(answer.width);
  out.number(answer.height);
  out.number(answer.milliseconds);
  out.number(static_cast<std::uint32_t>(answer.objects.size()));
  for (const auto &object : answer.objects) {
    out.text(object.label);
    out.number(object.score);
    write_box(out, object.box);
  }
  return out.take();
}

Result<Detections> read_detections(std::span<const std::uint8_t> body) {
  Reader in(body);
  Detections answer;
  answer.model = in.text();
  answer.width = in.number<int>();
  answer.height = in.number<int>();
  answer.milliseconds = in.number<double>();
  answer.objects.resize(in.count(4 + 8 + 16));
  for (auto &object : answer.objects) {
    object.label = in.text();
    object.score = in.number<double>();
    object.box = read_box(in);
  }
  if (!in.complete()) return damaged("detections");
  return answer;
}

Bytes write(const PlateReads &answer) {
  Writer out;
  out.number(answer.width);
  out.number(answer.height);
  out.number(answer.milliseconds);
  out.number(static_cast<std::uint32_t>(answer.plates.size()));
  for (const auto &plate : answer.plates) {
    out.text(plate.text);
    out.number(plate.confidence);
    write_box(out, plate.box);
  }
  return out.take();
}

Result<PlateReads> read_plate_reads(std::span<const std::uint8_t> body) {
  Reader in(body);
  PlateReads answer;
  answer.width = in.number<int>();
  answer.height = in.number<int>();
  answer.milliseconds = in.number<double>();
  answer.plates.resize(in.count(4 + 8 + 16));
  for (auto &plate : answer.plates) {
    plate.text = in.text();
    plate.confidence = in.number<double>();
    plate.box = read_box(in);
  }
  if (!in.complete()) return damaged("plate reads");
  return answer;
}

Bytes write(const std::vector<Tensor> &answer) {
  Writer out;
  write_tensors(out, answer);
  return out.take();
}

Result<std::vector<Tensor>> read_tensors(std::span<const std::uint8_t> body) {
  Reader in(body);
  std::vector<Tensor> answer;
  if (!read_tensors_from(in, answer) || !in.complete()) return damaged("tensors");
  return answer;
}

Bytes write(const std::vector<ModelInfo> &answer) {
  Writer out;
  out.number(static_cast<std::uint32_t>(answer.size()));
  for (const auto &model : answer) {
    out.text(model.name);
    out.number(static_cast<std::uint8_t>(model.loaded));
    write_forms(out, model.inputs);
    write_forms(out, model.outputs);
    out.number(static_cast<std::uint32_t>(model.labels.size()));
    for (const auto &label : model.labels) out.text(label);
  }
  return out.take();
}

Result<std::vector<ModelInfo>> read_models(std::span<const std::uint8_t> body) {
  Reader in(body);
  std::vector<ModelInfo> answer(in.count(4 + 1 + 4 + 4 + 4));
  for (auto &model : answer) {
    model.name = in.text();
    model.loaded = in.number<std::uint8_t>() != 0;
    if (!read_forms(in, model.inputs) || !read_forms(in, model.outputs)) return damaged("models");
    model.labels.resize(in.count(4));
    for (auto &label : model.labels) label = in.text();
  }
  if (!in.complete()) return damaged("models");
  return answer;
}

}  // namespace umec::vision::wire
