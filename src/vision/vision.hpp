// What the node can make of a picture: the domain types of vision and its port.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "runtime/deadline.hpp"

namespace umec::vision {

/// A rectangle in pixels of the picture it belongs to; (x, y) is the upper left corner.
struct Box {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;

  bool operator==(const Box &) const = default;
};

/// One thing that a detector found.
struct Detection {
  std::string label;
  double score = 0;  ///< 0..1, rounded to four digits
  Box box;
};

/// A detector's answer for one picture, best first.
struct Detections {
  std::string model;
  int width = 0;  ///< of the picture, pixels
  int height = 0;
  double milliseconds = 0;  ///< decoding and inference, on the wall clock
  std::vector<Detection> objects;
};

/// One number plate: its characters without separators.
struct PlateRead {
  std::string text;      ///< A-Z and 0-9 only
  double confidence = 0;  ///< 0..1, rounded to four digits, comparable within one country setting
  Box box;
};

/// A plate reader's answer for one picture, most confident first.
struct PlateReads {
  int width = 0;
  int height = 0;
  double milliseconds = 0;
  std::vector<PlateRead> plates;
};

/// Whose plates to expect. It only weighs doubtful characters: no text is refused by it.
enum class Country : std::uint8_t { any, eu, us, br };

/// Reads "eu", "us", "br"; empty means any. Errors: bad_request.
Result<Country> parse_country(std::string_view text);

/// How much time a plate reading may take: `thorough` looks for vehicles, then for text on each, and
/// reads the best candidates again; `fast` looks for text once, for the frames of a video.
enum class Effort : std::uint8_t { thorough, fast };

/// Reads "thorough", "fast"; empty means thorough. Errors: bad_request.
Result<Effort> parse_effort(std::string_view text);

/// How to read the plates of a picture.
struct PlateOptions {
  Country country = Country::any;
  Effort effort = Effort::thorough;
  /// Where the picture is a frame of a video: the video's name. With `fast`, only what changed since
  /// its last frame is looked at, and the plates elsewhere are told again.
  std::string stream;
};

/// Element types of tensors, by the names TensorFlow gives them.
enum class ElementType : std::uint8_t { dt_float, dt_uint8, dt_int32, dt_int64, dt_bool };

std::size_t element_size(ElementType type);
std::string_view element_name(ElementType type);  ///< "DT_FLOAT" ...

/// A dense tensor in row-major order; `data` holds the elements in the machine's byte order.
struct Tensor {
  std::string name;
  ElementType type = ElementType::dt_float;
  std::vector<std::int64_t> shape;
  std::vector<std::uint8_t> data;

  std::size_t elements() const;
};

/// The form of one input or output; -1 in `shape` is a dimension of any length.
struct TensorForm {
  std::string name;
  ElementType type = ElementType::dt_float;
  std::vector<std::int64_t> shape;
};

/// One model that can be called.
struct ModelInfo {
  std::string name;
  bool loaded = false;  ///< in memory now; models load when they are first called
  std::vector<TensorForm> inputs;
  std::vector<TensorForm> outputs;
  std::vector<std::string> labels;  ///< names of the classes, in order; empty where it has none
};

/// A call of one model with tensors as they are, or with one encoded picture that becomes the
/// model's only input (uint8 [1, height, width, 3]) where `picture` is not empty.
struct Prediction {
  std::string model;
  std::vector<Tensor> inputs;
  std::vector<std::uint8_t> picture;
};

/// Bound of an encoded picture, bytes.
inline constexpr std::size_t kMostPictureBytes = 16u << 20;

/// The port. All functions block (from a fiber: suspend) until `deadline`; all are safe to call from
/// many threads. Common errors: timeout, unavailable (too many calls wait, or the engine is down),
/// unsupported_media (not a JPEG or PNG), unprocessable (a damaged picture, or one with too many
/// pixels), internal (the engine died over this call).
class Vision {
 public:
  virtual ~Vision() = default;

  /// Finds things; `threshold` is the least score that is reported.
  virtual Result<Detections> detect(std::span<const std::uint8_t> picture, float threshold,
                                    runtime::Deadline deadline) = 0;

  /// Reads number plates.
  virtual Result<PlateReads> plates(std::span<const std::uint8_t> picture, const PlateOptions &options,
                                    runtime::Deadline deadline) = 0;

  /// Calls a model and gives its outputs. Errors also: not_found (no such model), bad_request (inputs
  /// that do not fit its forms).
  virtual Result<std::vector<Tensor>> predict(const Prediction &call, runtime::Deadline deadline) = 0;

  /// All models there are, by name.
  virtual Result<std::vector<ModelInfo>> models(runtime::Deadline deadline) = 0;
};

}  // namespace umec::vision
