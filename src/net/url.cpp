#include "net/url.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <charconv>

namespace umec::net {

Result<Url> Url::parse(std::string_view text) {
  const auto parsed = boost::urls::parse_uri(text);
  if (!parsed) return fail(Errc::bad_request, "'{}' is not an absolute URL", text.substr(0, 128));
  const boost::urls::url_view view = *parsed;
  Url url;
  url.scheme = std::string(view.scheme());
  std::ranges::transform(url.scheme, url.scheme.begin(),
                         [](char c) { return static_cast<char>(std::tolower(c)); });
  const auto host = view.host_address();
  url.host = std::string(host.data(), host.size());
  if (url.host.empty()) return fail(Errc::bad_request, "'{}' has no host", text.substr(0, 128));
  if (const auto port = view.port(); !port.empty()) {
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), url.port);
    if (error != std::errc{} || end != port.data() + port.size() || url.port == 0)
      return fail(Errc::bad_request, "'{}' has no valid port", text.substr(0, 128));
  } else {
    url.port = url.scheme == "https" ? 443 : url.scheme == "rtsp" ? 554 : 80;
  }
  const auto target = view.encoded_target();
  url.target = std::string(target.data(), target.size());
  if (!url.target.starts_with('/')) url.target.insert(0, "/");
  const auto user = view.user();
  url.user = std::string(user.data(), user.size());
  const auto password = view.password();
  url.password = std::string(password.data(), password.size());
  const auto fragment = view.fragment();
  url.fragment = std::string(fragment.data(), fragment.size());
  return url;
}

std::string Url::authority() const {
  std::string text = host.find(':') == std::string::npos ? host : '[' + host + ']';
  const bool own = (scheme == "http" && port == 80) || (scheme == "https" && port == 443) ||
                   (scheme == "rtsp" && port == 554);
  if (!own) text += fmt::format(":{}", port);
  return text;
}

std::string Url::redacted() const { return fmt::format("{}://{}{}", scheme, authority(), target); }

}  // namespace umec::net
