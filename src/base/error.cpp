#include "base/error.hpp"

#include <system_error>

namespace umec {

const ErrcFace &describe(Errc code) {
  // Exit codes follow sysexits.h: 64 usage, 65 data, 69 unavailable, 70 software, 74 io, 75 try again, 77
  // rights.
  static constexpr ErrcFace faces[] = {
      {400, 65, "bad-request", "Bad Request"},
      {401, 77, "unauthorized", "Unauthorized"},
      {403, 77, "forbidden", "Forbidden"},
      {404, 66, "not-found", "Not Found"},
      {405, 64, "method-not-allowed", "Method Not Allowed"},
      {409, 65, "conflict", "Conflict"},
      {410, 66, "gone", "Gone"},
      {412, 65, "precondition-failed", "Precondition Failed"},
      {413, 65, "too-large", "Content Too Large"},
      {414, 65, "uri-too-long", "URI Too Long"},
      {415, 65, "unsupported-media-type", "Unsupported Media Type"},
      {422, 65, "unprocessable", "Unprocessable Content"},
      {429, 75, "too-many-requests", "Too Many Requests"},
      {501, 69, "not-implemented", "Not Implemented"},
      {503, 75, "unavailable", "Service Unavailable"},
      {504, 75, "timeout", "Gateway Timeout"},
      {503, 75, "cancelled", "Cancelled"},
      {500, 74, "io", "Input or Output Failed"},
      {500, 74, "corrupt", "Damaged Data"},
      {500, 70, "internal", "Internal Server Error"},
  };
  static_assert(std::size(faces) == static_cast<std::size_t>(Errc::internal) + 1);
  return faces[static_cast<std::size_t>(code)];
}

Errc errc_of_status(int http_status) {
  for (int i = 0; i <= static_cast<int>(Errc::internal); ++i)
    if (describe(static_cast<Errc>(i)).http_status == http_status) {
      const auto code = static_cast<Errc>(i);
      return code == Errc::io ? Errc::internal : code;
    }
  if (http_status >= 500) return Errc::unavailable;
  return Errc::bad_request;
}

std::unexpected<Error> fail_errno_text(std::string what, int error_number) {
  return std::unexpected(
      Error{Errc::io, fmt::format("{}: {}", what, std::generic_category().message(error_number)), {}});
}

}  // namespace umec
