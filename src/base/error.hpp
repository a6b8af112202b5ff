// The one way in which functions of µMEC say that they failed.
#pragma once

#include <fmt/core.h>

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace umec {

/// What went wrong, as a closed set. Each value has one HTTP status, one CLI exit code and one
/// problem type (see `describe`), so a module decides the meaning and no module decides the form.
enum class Errc : std::uint8_t {
  bad_request,          ///< the caller's input is not well formed or breaks a rule
  unauthorized,         ///< no credentials, or none that are valid now
  forbidden,            ///< known caller, but not allowed to do this
  not_found,            ///< no such thing
  method_not_allowed,   ///< the resource exists, the method does not
  conflict,             ///< the state of the thing does not allow it
  gone,                 ///< it existed and does no more
  precondition_failed,  ///< If-Match named another version
  too_large,            ///< the body or a field exceeds its bound
  uri_too_long,         ///< the request target exceeds its bound
  unsupported_media,    ///< the media type is not one that is read here
  unprocessable,        ///< well formed, understood, and impossible
  too_many_requests,    ///< the caller is over its rate
  not_implemented,      ///< a known wish that this build does not fulfil
  unavailable,          ///< a resource is exhausted or a part is down: try again later
  timeout,              ///< a deadline passed
  cancelled,            ///< the caller or the node gave up
  io,                   ///< the operating system refused (disk, socket)
  corrupt,              ///< stored or received data is damaged
  internal,             ///< our own bug
};

/// The outside face of an Errc.
struct ErrcFace {
  int http_status;
  int exit_code;             ///< of the CLI, after sysexits.h
  std::string_view problem;  ///< last part of the problem type URI
  std::string_view title;
};

/// Gives the face of `code`; total over the enum.
const ErrcFace &describe(Errc code);

/// The Errc that an HTTP status of a peer stands for (the inverse of `describe`, nearest match).
Errc errc_of_status(int http_status);

/// A failure: its kind, one plain sentence for a person, and where in the input it was.
struct Error {
  Errc code = Errc::internal;
  std::string detail;
  std::string pointer;  ///< JSON pointer (RFC 6901) into the offending body; empty where there is none
};

template <class T = void>
using Result = std::expected<T, Error>;

/// Builds the failure branch of a Result: `return fail(Errc::not_found, "no sensor {}", id);`
template <class... Args>
std::unexpected<Error> fail(Errc code, fmt::format_string<Args...> text, Args &&...args) {
  return std::unexpected(Error{code, fmt::format(text, std::forward<Args>(args)...), {}});
}

/// Builds the failure branch of a Result that points into a JSON body.
template <class... Args>
std::unexpected<Error> fail_at(std::string pointer, Errc code, fmt::format_string<Args...> text,
                               Args &&...args) {
  return std::unexpected(Error{code, fmt::format(text, std::forward<Args>(args)...), std::move(pointer)});
}

/// An Errc::io failure with the words of errno: `fail_errno("cannot open {}", path)`.
std::unexpected<Error> fail_errno_text(std::string what, int error_number);
template <class... Args>
std::unexpected<Error> fail_errno(int error_number, fmt::format_string<Args...> text, Args &&...args) {
  return fail_errno_text(fmt::format(text, std::forward<Args>(args)...), error_number);
}

}  // namespace umec

/// Unwraps a Result or returns its error from the enclosing function. An expression:
/// `auto file = UMEC_TRY(File::open(path));`
#define UMEC_TRY(...)                                                                           \
  ({                                                                                            \
    auto &&umec_try_result = (__VA_ARGS__);                                                     \
    if (!umec_try_result) [[unlikely]]                                                          \
      return std::unexpected(std::forward<decltype(umec_try_result)>(umec_try_result).error()); \
    *std::forward<decltype(umec_try_result)>(umec_try_result);                                  \
  })
