// The conversation between the node and its umec-vision child, over one stream socket.
//
// A frame is: length of what follows (u32), id of the call (u32), one byte (the command on the way
// out; on the way back 0 for success or 1 + Errc), and the body. Numbers are in the machine's byte
// order, since both ends are on one machine; everything has a bound, and a reader trusts nothing.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/error.hpp"
#include "vision/vision.hpp"

namespace umec::vision::wire {

enum class Command : std::uint8_t { info = 1, detect = 2, plates = 3, predict = 4 };

/// Length (u32), id (u32), command or status (u8).
inline constexpr std::size_t kHeadBytes = 9;
/// Bound of a frame after its length field.
inline constexpr std::uint32_t kMostFrameBytes = 64u << 20;

using Bytes = std::vector<std::uint8_t>;

struct Head {
  std::uint32_t body_bytes = 0;
  std::uint32_t id = 0;
  std::uint8_t code = 0;
};

/// A whole frame, ready to be sent.
Bytes frame(std::uint32_t id, std::uint8_t code, std::span<const std::uint8_t> body);
/// Reads the first kHeadBytes of a frame. Errors: corrupt (a length out of bounds).
Result<Head> read_head(std::span<const std::uint8_t, kHeadBytes> bytes);

/// Appends values to a body.
class Writer {
 public:
  template <class N>
    requires std::is_arithmetic_v<N> || std::is_enum_v<N>
  void number(N value) {
    const auto *raw = reinterpret_cast<const std::uint8_t *>(&value);
    bytes_.insert(bytes_.end(), raw, raw + sizeof value);
  }
  void octets(std::span<const std::uint8_t> data);
  void text(std::string_view text);
  Bytes take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

/// Takes values from a body. After a value that is not there, `ok` is false and all further values
/// are empty, so that a caller checks once, at the end.
class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> bytes) : rest_(bytes) {}

  template <class N>
    requires std::is_arithmetic_v<N> || std::is_enum_v<N>
  N number() {
    N value{};
    if (rest_.size() < sizeof value) {
      ok_ = false;
      rest_ = {};
      return value;
    }
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_ = rest_.subspan(sizeof value);
    return value;
  }
  std::span<const std::uint8_t> octets();
  std::string text();
  /// A count of things that each take at least `least` bytes: never more than the rest can hold.
  std::uint32_t count(std::size_t least);
  bool ok() const { return ok_; }
  /// True where everything was there and nothing is left over.
  bool complete() const { return ok_ && rest_.empty(); }

 private:
  std::span<const std::uint8_t> rest_;
  bool ok_ = true;
};

struct DetectCall {
  float threshold = 0;
  std::span<const std::uint8_t> picture;
};
struct PlatesCall {
  PlateOptions options;
  std::span<const std::uint8_t> picture;
};

// One pair for each message. Reading fails with corrupt; the spans of a call point into its body.
Bytes write(const DetectCall &call);
Bytes write(const PlatesCall &call);
Bytes write(const Prediction &call);
Bytes write(const Detections &answer);
Bytes write(const PlateReads &answer);
Bytes write(const std::vector<Tensor> &answer);
Bytes write(const std::vector<ModelInfo> &answer);
Result<DetectCall> read_detect_call(std::span<const std::uint8_t> body);
Result<PlatesCall> read_plates_call(std::span<const std::uint8_t> body);
Result<Prediction> read_prediction(std::span<const std::uint8_t> body);
Result<Detections> read_detections(std::span<const std::uint8_t> body);
Result<PlateReads> read_plate_reads(std::span<const std::uint8_t> body);
Result<std::vector<Tensor>> read_tensors(std::span<const std::uint8_t> body);
Result<std::vector<ModelInfo>> read_models(std::span<const std::uint8_t> body);

}  // namespace umec::vision::wire
