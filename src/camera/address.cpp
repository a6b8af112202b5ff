#include "camera/address.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "net/http.hpp"
#include "net/url.hpp"

namespace umec::camera {
namespace {

constexpr std::size_t kLongest = 2048;
constexpr std::array<std::string_view, 14> kSecretNames = {
    "password", "passwd", "pass",  "pwd", "psw",  "user",    "username",
    "usr",      "login",  "token", "key", "auth", "api_key", "loginpas"};

bool is_secret(std::string_view name) {
  std::string lower(name);
  std::ranges::transform(lower, lower.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::ranges::find(kSecretNames, lower) != kSecretNames.end();
}

/// Calls `found(begin, end)` for each stretch of the URL that is a secret.
template <class F>
void each_secret(std::string_view url, F &&found) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return;
  const std::size_t begin = scheme + 3;
  const std::size_t end = std::min(url.find_first_of("/?#", begin), url.size());
  const std::size_t at = url.substr(0, end).rfind('@');
  if (at != std::string_view::npos && at >= begin) found(begin, at + 1, true);
  std::size_t name = url.find('?', end);
  while (name != std::string_view::npos && name < url.size()) {
    ++name;
    const std::size_t stop = std::min(url.find_first_of("&#", name), url.size());
    const std::size_t equals = url.find('=', name);
    if (equals < stop && is_secret(url.substr(name, equals - name))) found(equals + 1, stop, false);
    name = stop < url.size() && url[stop] == '&' ? stop : std::string_view::npos;
  }
}

void replace_all(std::string &text, std::string_view what, std::string_view by) {
  if (what.empty()) return;
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
    text.replace(at, what.size(), by);
}

}  // namespace

std::string redact_url(std::string_view url) {
  std::string text;
  std::size_t done = 0;
  each_secret(url, [&](std::size_t begin, std::size_t end, bool user_info) {
    text += url.substr(done, begin - done);
    if (!user_info) text += "***";
    done = end;
  });
  text += url.substr(done);
  return text;
}

std::string redact_sentence(std::string_view sentence, const CameraAddress &address) {
  std::string text(sentence);
  replace_all(text, address.url, address.redacted);
  each_secret(address.url, [&](std::size_t begin, std::size_t end, bool user_info) {
    const std::string_view secret = std::string_view(address.url).substr(begin, end - begin);
    replace_all(text, secret, user_info ? "" : "***");
    if (!user_info) return;
    // The password alone, as written and decoded.
    const std::size_t colon = secret.find(':');
    if (colon == std::string_view::npos) return;
    const std::string_view password = secret.substr(colon + 1, secret.size() - colon - 2);
    if (password.size() < 3) return;
    replace_all(text, password, "***");
    if (const auto decoded = net::percent_decode(password)) replace_all(text, *decoded, "***");
  });
  return text;
}

Result<CameraAddress> CameraAddress::parse(std::string_view text) {
  if (text.empty()) return fail(Errc::bad_request, "a camera needs a URL");
  if (text.size() > kLongest)
    return fail(Errc::bad_request, "the URL of a camera exceeds {} characters", kLongest);
  if (std::ranges::any_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7F; }))
    return fail(Errc::bad_request, "the URL of a camera contains a control character");
  CameraAddress address{Transport::program, std::string(text), redact_url(text)};
  if (text.starts_with("/dev/")) {
    address.url = "v4l2:" + address.url;
    address.redacted = address.url;
    return address;
  }
  if (text.starts_with("v4l2:/dev/")) return address;
  if (text.starts_with("file:")) {
    std::string_view path = text.substr(5);
    if (path.starts_with("//")) path.remove_prefix(2);
    if (path.starts_with('/')) return address;
    return fail(Errc::bad_request, "'{}' does not name a file by its absolute path", text.substr(0, 128));
  }
  const auto url = net::Url::parse(text);
  if (!url)
    return fail(Errc::bad_request,
                "'{}' is not the URL of a camera: http, https, rtsp, rtsps, v4l2:/dev/... or file:/...",
                address.redacted.substr(0, 128));
  if (url->scheme == "http")
    address.transport = Transport::http;
  else if (url->scheme != "https" && url->scheme != "rtsp" && url->scheme != "rtsps")
    return fail(Errc::bad_request,
                "cameras are not read over '{}'; use http, https, rtsp, rtsps, v4l2 or file", url->scheme);
  return address;
}

}  // namespace umec::camera
