// Reads HTTP/1.1 heads and chunked bodies (RFC 9112). Pure functions over bytes; fuzzed.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "net/http.hpp"

namespace umec::net {

/// What a head says of the message that follows.
struct Head {
  std::string_view start[3];  ///< request: method, target, version; response: version, status, reason
  std::vector<std::pair<std::string_view, std::string_view>> headers;
  std::size_t size = 0;  ///< bytes of the head with its final empty line
  std::optional<std::uint64_t> content_length;
  bool chunked = false;
  bool keep_alive = true;
  bool expect_continue = false;
};

inline constexpr std::size_t kMaxHeaders = 100;

/// Looks for a whole head at the start of `bytes`. Gives false where more bytes are needed; fills
/// `head`, whose views point into `bytes`. Strict where leniency is known to let requests be
/// smuggled: no bare CR, no obsolete folding, no space before the colon, no two lengths that differ,
/// no length beside a transfer coding. Errors: bad_request, too_large (too many headers),
/// not_implemented (another transfer coding or version).
Result<bool> parse_request_head(std::string_view bytes, Head &head);
Result<bool> parse_response_head(std::string_view bytes, Head &head);

/// Decodes a chunked body piece by piece.
class ChunkedDecoder {
 public:
  /// Takes bytes from the front of `input` and appends decoded ones to `out`, at most `room` of them.
  /// Errors: bad_request where the coding is broken.
  Result<void> feed(std::string_view &input, std::string &out, std::size_t room = SIZE_MAX);
  bool done() const { return state_ == State::done; }

 private:
  enum class State : std::uint8_t {
    size,
    extension,
    size_end,
    data,
    data_cr,
    data_lf,
    trailer,
    trailer_line,
    done
  };
  State state_ = State::size;
  std::uint64_t left_ = 0;
  unsigned digits_ = 0;
  std::size_t line_ = 0;
};

Method parse_method(std::string_view name);

}  // namespace umec::net
