#include "net/http.hpp"

#include <algorithm>
#include <array>

#include "base/json_text.hpp"

namespace umec::net {

std::string_view method_name(Method method) {
  static constexpr std::array<std::string_view, 8> names = {"GET",   "HEAD",   "POST",    "PUT",
                                                            "PATCH", "DELETE", "OPTIONS", "OTHER"};
  return names[static_cast<std::size_t>(method)];
}

Result<std::string> percent_decode(std::string_view text, bool form) {
  std::string out;
  out.reserve(text.size());
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      const int high = i + 2 < text.size() ? digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) return fail(Errc::bad_request, "the percent-encoding is broken");
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += form && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::string percent_encode(std::string_view text) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += digits[static_cast<unsigned char>(c) >> 4];
      out += digits[static_cast<unsigned char>(c) & 15];
    }
  }
  return out;
}

Result<Query> Query::parse(std::string_view text) {
  Query query;
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    if (pair.empty()) continue;
    if (query.pairs_.size() >= 256)
      return fail(Errc::bad_request, "there are more than 256 query parameters");
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto name = UMEC_TRY(percent_decode(pair.substr(0, equals), true));
    auto value = UMEC_TRY(percent_decode(pair.substr(std::min(equals + 1, pair.size())), true));
    query.pairs_.emplace_back(std::move(name), std::move(value));
  }
  return query;
}

std::optional<std::string_view> Query::get(std::string_view name) const {
  for (const auto &[key, value] : pairs_)
    if (key == name) return value;
  return std::nullopt;
}

std::vector<std::string_view> Query::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto &[key, value] : pairs_)
    if (key == name) values.emplace_back(value);
  return values;
}

Result<void> Query::only(std::initializer_list<std::string_view> names) const {
  for (const auto &[key, value] : pairs_)
    if (std::ranges::find(names, key) == names.end())
      return fail(Errc::bad_request, "the query parameter '{}' is not known here", key.substr(0, 64));
  return {};
}

std::string_view Request::header(std::string_view name) const {
  for (const auto &[key, value] : headers)
    if (same_name(key, name)) return value;
  return {};
}

bool Request::has_header(std::string_view name) const {
  return std::ranges::any_of(headers, [&](const auto &header) { return same_name(header.first, name); });
}

std::string_view Request::param(std::string_view name) const {
  for (const auto &[key, value] : params)
    if (key == name) return value;
  return {};
}

std::string Request::media_type() const {
  std::string_view value = header("Content-Type");
  value = value.substr(0, value.find(';'));
  while (!value.empty() && value.back() == ' ') value.remove_suffix(1);
  std::string type(value);
  std::ranges::transform(type, type.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return type;
}

std::string Request::origin() const {
  const std::string_view host = header("Host");
  return fmt::format("{}://{}", secure ? "https" : "http", host.empty() ? "localhost" : host);
}

Response Response::text(std::string body, std::string_view content_type) {
  Response response;
  response.content_type = content_type;
  response.body = std::move(body);
  return response;
}

Response Response::empty(int status) {
  Response response;
  response.status = status;
  return response;
}

Response Response::created(std::string location, std::string json_body) {
  Response response = json(std::move(json_body));
  response.status = 201;
  response.headers.push_back({"Location", std::move(location)});
  return response;
}

Response Response::stream(std::string_view content_type, Stream stream) {
  Response response;
  response.content_type = content_type;
  response.body = std::move(stream);
  return response;
}

std::string_view reason(int status) {
  switch (status) {
    case 100: return "Continue";
    case 101: return "Switching Protocols";
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 408: return "Request Timeout";
    case 416: return "Range Not Satisfiable";
    case 502: return "Bad Gateway";
    default: break;
  }
  for (int i = 0; i <= static_cast<int>(Errc::internal); ++i)
    if (describe(static_cast<Errc>(i)).http_status == status) return describe(static_cast<Errc>(i)).title;
  return "Unknown";
}

Response problem(const Error &error, std::string_view instance) {
  const ErrcFace &face = describe(error.code);
  std::string body = R"({"type":"https://umec.dev/problems/)";
  body += face.problem;
  body += R"(","title":)";
  json::append_string(body, face.title);
  body += fmt::format(R"(,"status":{},"detail":)", face.http_status);
  json::append_string(body, error.detail);
  if (!error.pointer.empty()) {
    body += R"(,"pointer":)";
    json::append_string(body, error.pointer);
  }
  if (!instance.empty()) {
    body += R"(,"instance":)";
    json::append_string(body, instance);
  }
  body += '}';
  Response response = Response::text(std::move(body), "application/problem+json");
  response.status = face.http_status;
  if (error.code == Errc::too_many_requests || error.code == Errc::unavailable)
    response.headers.push_back({"Retry-After", "1"});
  return response;
}

}  // namespace umec::net
