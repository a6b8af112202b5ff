// Models and the library that runs them (ONNX Runtime), loaded when they are first needed.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "vision/vision.hpp"

namespace umec::vision {

/// A dense float tensor without a name, for callers in this program that know the model's form.
struct Floats {
  std::vector<std::int64_t> shape;
  std::vector<float> data;
};

/// One loaded model. Not thread-safe.
class Model {
 public:
  ~Model();
  const ModelInfo &info() const { return info_; }

  /// Runs the model on tensors that fit its forms; gives all outputs. Errors: bad_request (names,
  /// types or shapes that do not fit), unavailable (out of memory), internal.
  Result<std::vector<Tensor>> run(const std::vector<Tensor> &inputs);

  /// Runs a model of one float input and gives its first output, without naming anything.
  Result<Floats> run(std::vector<std::int64_t> shape, std::span<const float> data);

 private:
  friend class Engine;
  struct Session;
  std::unique_ptr<Session> session_;
  ModelInfo info_;
};

/// All models of some folders. Not thread-safe: the program serves one call at a time.
class Engine {
 public:
  struct Options {
    std::filesystem::path library;              ///< libonnxruntime.so.1; empty: the system's own
    std::vector<std::filesystem::path> models;  ///< folders with NAME.onnx
    int threads = 1;                            ///< of one inference
  };

  /// Loads the library, no model. Errors: unavailable (the library is missing or too old).
  static Result<std::unique_ptr<Engine>> open(Options options);
  ~Engine();

  /// The model of that name, loaded. Errors: not_found, corrupt (the file is not a model that the
  /// engine reads), unavailable (out of memory).
  Result<Model *> model(const std::string &name);

  /// Name, forms and labels of every model. A model that is not loaded is opened for it, once.
  Result<std::vector<ModelInfo>> models();

 private:
  struct Runtime;
  explicit Engine(Options options);
  Result<std::unique_ptr<Model>> load(const std::string &name, bool only_forms);
  Result<std::filesystem::path> find(const std::string &name) const;

  Options options_;
  std::unique_ptr<Runtime> runtime_;
  std::map<std::string, std::unique_ptr<Model>> loaded_;
  std::map<std::string, ModelInfo> forms_;
};

}  // namespace umec::vision
