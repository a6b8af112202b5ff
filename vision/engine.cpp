#include "engine.hpp"

#include <dlfcn.h>

#define ORT_API_MANUAL_INIT
#include <onnxruntime_cxx_api.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <new>
#include <optional>
#include <sstream>

namespace umec::vision {
namespace {

std::optional<ElementType> element_of(ONNXTensorElementDataType type) {
  switch (type) {
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT: return ElementType::dt_float;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8: return ElementType::dt_uint8;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32: return ElementType::dt_int32;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64: return ElementType::dt_int64;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL: return ElementType::dt_bool;
    default: return std::nullopt;
  }
}

ONNXTensorElementDataType onnx_of(ElementType type) {
  switch (type) {
    case ElementType::dt_float: return ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
    case ElementType::dt_uint8: return ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8;
    case ElementType::dt_int32: return ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32;
    case ElementType::dt_int64: return ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64;
    case ElementType::dt_bool: return ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL;
  }
  return ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
}

/// The one place where the library's exceptions become errors.
template <class F>
auto guarded(std::string_view doing, Errc code, F body) -> decltype(body()) {
  try {
    return body();
  } catch (const std::bad_alloc &) {
    return fail(Errc::unavailable, "{}: the memory limit of the vision program is reached", doing);
  } catch (const std::exception &problem) {
    std::string text = problem.what();
    if (text.find("bad_alloc") != text.npos || text.find("Failed to allocate") != text.npos)
      return fail(Errc::unavailable, "{}: the memory limit of the vision program is reached", doing);
    return fail(code, "{}: {}", doing, text.substr(0, 300));
  }
}

std::string shape_text(const std::vector<std::int64_t> &shape) {
  std::string out = "[";
  for (std::size_t i = 0; i < shape.size(); ++i)
    out += fmt::format("{}{}", i == 0 ? "" : ",", shape[i] < 0 ? "any" : std::to_string(shape[i]));
  return out + "]";
}

Result<> check_fit(const TensorForm &form, const Tensor &tensor) {
  bool fits = form.shape.size() == tensor.shape.size();
  for (std::size_t i = 0; fits && i < form.shape.size(); ++i)
    fits = form.shape[i] < 0 || form.shape[i] == tensor.shape[i];
  if (!fits || tensor.data.empty())
    return fail(Errc::bad_request, "input {} has the shape {}, the model takes {}", form.name,
                shape_text(tensor.shape), shape_text(form.shape));
  if (form.type != tensor.type)
    return fail(Errc::bad_request, "input {} is {}, the model takes {}", form.name, element_name(tensor.type),
                element_name(form.type));
  return {};
}

std::vector<std::string> split_lines(std::istream &in) {
  std::vector<std::string> out;
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

}  // namespace

struct Model::Session {
  Ort::Session ort{nullptr};
  Ort::MemoryInfo memory = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
};

struct Engine::Runtime {
  // Fatal only: every failure comes back as an exception, too, and is told to the caller.
  Ort::Env environment{ORT_LOGGING_LEVEL_FATAL, "umec-vision"};
};

Model::~Model() = default;

Result<std::vector<Tensor>> Model::run(const std::vector<Tensor> &inputs) {
  if (inputs.size() != info_.inputs.size())
    return fail(Errc::bad_request, "the model {} takes {} inputs, not {}", info_.name, info_.inputs.size(),
                inputs.size());
  return guarded("running " + info_.name, Errc::internal, [&]() -> Result<std::vector<Tensor>> {
    std::vector<const char *> in_names, out_names;
    std::vector<Ort::Value> values;
    for (const auto &form : info_.inputs) {
      auto found = std::ranges::find_if(inputs, [&](const auto &t) { return t.name == form.name; });
      if (found == inputs.end() && inputs.size() == 1 && inputs[0].name.empty()) found = inputs.begin();
      if (found == inputs.end())
        return fail(Errc::bad_request, "the model {} needs an input named {}", info_.name, form.name);
      UMEC_TRY(check_fit(form, *found));
      in_names.push_back(form.name.c_str());
      // The runtime only reads inputs; its interface just does not say const.
      values.push_back(Ort::Value::CreateTensor(
          session_->memory, const_cast<std::uint8_t *>(found->data.data()), found->data.size(),
          found->shape.data(), found->shape.size(), onnx_of(form.type)));
    }
    for (const auto &form : info_.outputs) out_names.push_back(form.name.c_str());
    auto results = session_->ort.Run(Ort::RunOptions{nullptr}, in_names.data(), values.data(), values.size(),
                                     out_names.data(), out_names.size());
    std::vector<Tensor> out;
    for (std::size_t i = 0; i < results.size(); ++i) {
      auto form = results[i].GetTensorTypeAndShapeInfo();
      Tensor tensor{info_.outputs[i].name, info_.outputs[i].type, form.GetShape(), {}};
      tensor.data.resize(form.GetElementCount() * element_size(tensor.type));
      if (!tensor.data.empty())
        std::memcpy(tensor.data.data(), results[i].GetTensorRawData(), tensor.data.size());
      out.push_back(std::move(tensor));
    }
    return out;
  });
}

Result<Floats> Model::run(std::vector<std::int64_t> shape, std::span<const float> data) {
  return guarded("running " + info_.name, Errc::internal, [&]() -> Result<Floats> {
    const char *in = info_.inputs[0].name.c_str(), *out = info_.outputs[0].name.c_str();
    auto value = Ort::Value::CreateTensor<float>(session_->memory, const_cast<float *>(data.data()),
                                                 data.size(), shape.data(), shape.size());
    auto results = session_->ort.Run(Ort::RunOptions{nullptr}, &in, &value, 1, &out, 1);
    auto form = results[0].GetTensorTypeAndShapeInfo();
    const float *first = results[0].GetTensorData<float>();
    return Floats{form.GetShape(), {first, first + form.GetElementCount()}};
  });
}

Engine::Engine(Options options) : options_(std::move(options)) {}
Engine::~Engine() = default;

Result<std::unique_ptr<Engine>> Engine::open(Options options) {
  std::string file = options.library.empty() ? "libonnxruntime.so.1" : options.library.string();
  void *library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr && options.library.empty())  // Debian's own carries the version in its name
    library = ::dlopen("libonnxruntime.so.1.21", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr)
    return fail(Errc::unavailable, "the inference library cannot be loaded: {}", ::dlerror());
  using Entry = const OrtApiBase *(*)();
  auto entry = reinterpret_cast<Entry>(::dlsym(library, "OrtGetApiBase"));
  const OrtApi *api = entry != nullptr ? entry()->GetApi(ORT_API_VERSION) : nullptr;
  if (api == nullptr)
    return fail(Errc::unavailable, "the inference library {} is older than this program", file);
  Ort::InitApi(api);
  return guarded("starting the engine", Errc::unavailable, [&]() -> Result<std::unique_ptr<Engine>> {
    std::unique_ptr<Engine> engine(new Engine(std::move(options)));
    engine->runtime_ = std::make_unique<Runtime>();
    return engine;
  });
}

Result<std::filesystem::path> Engine::find(const std::string &name) const {
  bool plain = !name.empty() && name.find_first_of("/\\") == name.npos && name[0] != '.';
  for (const auto &folder : options_.models) {
    auto path = folder / (name + ".onnx");
    std::error_code ignored;
    if (plain && std::filesystem::is_regular_file(path, ignored)) return path;
  }
  return fail(Errc::not_found, "there is no model named {}", name);
}

Result<std::unique_ptr<Model>> Engine::load(const std::string &name, bool only_forms) {
  auto path = UMEC_TRY(find(name));
  return guarded("loading " + name, Errc::corrupt, [&]() -> Result<std::unique_ptr<Model>> {
    Ort::SessionOptions settings;
    settings.SetIntraOpNumThreads(only_forms ? 1 : options_.threads);
    settings.SetInterOpNumThreads(1);
    settings.SetGraphOptimizationLevel(only_forms ? ORT_DISABLE_ALL : ORT_ENABLE_ALL);
    settings.AddConfigEntry("session.intra_op.allow_spinning", "0");
    auto model = std::make_unique<Model>();
    model->session_ = std::make_unique<Model::Session>();
    model->session_->ort = Ort::Session(runtime_->environment, path.c_str(), settings);
    auto &session = model->session_->ort;
    auto &info = model->info_;
    info.name = name;
    Ort::AllocatorWithDefaultOptions allocator;
    auto form = [&](std::string text, const Ort::TypeInfo &type) -> Result<TensorForm> {
      auto tensor = type.GetTensorTypeAndShapeInfo();
      auto element = element_of(tensor.GetElementType());
      if (!element)
        return fail(Errc::corrupt, "{} of the model {} has a type that is not served", text, name);
      return TensorForm{std::move(text), *element, tensor.GetShape()};
    };
    for (std::size_t i = 0; i < session.GetInputCount(); ++i)
      info.inputs.push_back(
          UMEC_TRY(form(session.GetInputNameAllocated(i, allocator).get(), session.GetInputTypeInfo(i))));
    for (std::size_t i = 0; i < session.GetOutputCount(); ++i)
      info.outputs.push_back(
          UMEC_TRY(form(session.GetOutputNameAllocated(i, allocator).get(), session.GetOutputTypeInfo(i))));

    auto metadata = session.GetModelMetadata();
    if (auto labels = metadata.LookupCustomMetadataMapAllocated("labels", allocator)) {
      std::istringstream text(labels.get());
      info.labels = split_lines(text);
    } else if (std::ifstream file(std::filesystem::path(path).replace_extension(".labels")); file) {
      info.labels = split_lines(file);
    }
    return model;
  });
}

Result<Model *> Engine::model(const std::string &name) {
  auto known = loaded_.find(name);
  if (known == loaded_.end()) known = loaded_.emplace(name, UMEC_TRY(load(name, false))).first;
  return known->second.get();
}

Result<std::vector<ModelInfo>> Engine::models() {
  std::map<std::string, ModelInfo> out;
  for (const auto &folder : options_.models) {
    std::error_code ignored;
    for (const auto &entry : std::filesystem::directory_iterator(folder, ignored)) {
      if (entry.path().extension() != ".onnx") continue;
      auto name = entry.path().stem().string();
      if (out.contains(name)) continue;
      if (auto live = loaded_.find(name); live != loaded_.end()) {
        out[name] = live->second->info();
        out[name].loaded = true;
      } else if (auto seen = forms_.find(name); seen != forms_.end()) {
        out[name] = seen->second;
      } else if (auto fresh = load(name, true)) {
        out[name] = forms_[name] = (*fresh)->info();
      } else {
        out[name] = ModelInfo{name};  // listed, so that its owner sees it; calling it tells what is wrong
      }
    }
  }
  std::vector<ModelInfo> list;
  for (auto &[name, info] : out) list.push_back(std::move(info));
  return list;
}

}  // namespace umec::vision
