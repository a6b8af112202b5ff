// Absolute URLs of http and https, taken apart by Boost.URL.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace umec::net {

struct Url {
  std::string scheme;      ///< lower case
  std::string host;        ///< without brackets
  std::uint16_t port = 0;  ///< the scheme's own where none is written
  std::string target;      ///< path and query, at least "/"
  std::string user;        ///< decoded; empty where there is none
  std::string password;
  std::string fragment;

  /// Errors: bad_request where it is no absolute URL, has no host, or a port out of range.
  static Result<Url> parse(std::string_view text);
  /// host[:port] for the Host header.
  std::string authority() const;
  /// The URL without user and password, for logs and answers.
  std::string redacted() const;
};

}  // namespace umec::net
