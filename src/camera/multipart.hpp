// multipart/x-mixed-replace as cameras send it (RFC 2046, 5.1, read generously).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace umec::camera {

/// The boundary parameter of a Content-Type, without quotes; empty where there is none.
std::string boundary_of(std::string_view content_type);

/// Takes a multipart body apart as it comes. Cameras write boundaries with and without the leading
/// dashes, leave out Content-Length, or get it wrong; what has a length is taken by it where that is plausible, all else
/// lasts until the next boundary. Holds at most one part.
class MultipartParser {
 public:
  /// Receives the body of each part.
  using Sink = std::function<void(std::string &&body)>;

  /// An empty boundary is learned from the first line that starts with two dashes.
  MultipartParser(std::string_view boundary, std::size_t max_part, Sink sink);

  void feed(std::string_view bytes);

  struct Counts {
    std::uint64_t parts = 0;
    std::uint64_t oversize = 0;  ///< parts over the bound, dropped
    std::uint64_t wrong_length = 0;  ///< parts whose Content-Length did not end at a boundary
    std::uint64_t skipped_bytes = 0;  ///< outside of parts
  };
  const Counts &counts() const { return counts_; }
  /// The closing boundary came; what follows is ignored.
  bool ended() const { return state_ == State::ended; }

 private:
  enum class State : std::uint8_t { preamble, head, sized_body, open_body, skipping, ended };
  bool step();
  bool find_boundary();
  bool read_head();
  bool read_sized_body();
  bool read_open_body();
  bool is_boundary(std::string_view line, bool &closing);
  void take(std::size_t bytes) { used_ += bytes; }
  std::string_view rest() const { return std::string_view(buffer_).substr(used_); }

  std::string boundary_;  ///< without leading dashes
  const std::size_t max_part_;
  Sink sink_;
  Counts counts_;
  State state_ = State::preamble;
  std::string buffer_;
  std::size_t used_ = 0;  ///< bytes of the buffer that are done with
  std::size_t searched_ = 0;  ///< bytes after `used_` in which no boundary begins
  std::size_t length_ = 0;  ///< of a sized body
};

}  // namespace umec::camera
