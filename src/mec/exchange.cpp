#include "mec/exchange.hpp"

#include <algorithm>
#include <charconv>

namespace umec::mec {

namespace {

template <class Each>
void for_each_tag(std::string_view list, Each each) {
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    std::string_view tag = list.substr(0, comma);
    while (!tag.empty() && (tag.front() == ' ' || tag.front() == '\t')) tag.remove_prefix(1);
    while (!tag.empty() && (tag.back() == ' ' || tag.back() == '\t')) tag.remove_suffix(1);
    each(tag);
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
  }
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~:[]%").find(c) != std::string_view::npos;
}

}  // namespace

std::string root_of(const net::Request &request) {
  std::string_view host = request.header("Host");
  if (host.empty() || !std::ranges::all_of(host, is_host_character)) host = "localhost";
  std::string_view path = request.route;
  const std::size_t end = path.find('/', path.find('/', 1) + 1);
  std::string root;
  root.reserve(96);
  return root.append(request.secure ? "https://" : "http://").append(host).append(path.substr(0, end));
}

Result<void> expect_json(const net::Request &request) {
  const std::string type = request.media_type();
  if (type.empty() || type == "*/*" || type == "application/json" || type.ends_with("+json")) return {};
  return fail(Errc::unsupported_media, "the body must be application/json, not {}", type);
}

std::string entity_tag(store::Revision revision) { return fmt::format("\"{}\"", revision); }

IfMatch if_match_of(const net::Request &request) {
  if (!request.has_header("If-Match")) return std::nullopt;
  std::vector<store::Revision> revisions;
  bool any = false;
  for_each_tag(request.header("If-Match"), [&](std::string_view tag) {
    any = any || tag == "*";
    store::Revision revision = 0;
    if (tag.size() > 2 && tag.front() == '"' && tag.back() == '"')
      std::from_chars(tag.data() + 1, tag.data() + tag.size() - 1, revision);
    revisions.push_back(revision);
  });
  if (any) return std::nullopt;
  return revisions;
}

bool is_known(const net::Request &request, std::string_view known) {
  if (!request.has_header("If-None-Match")) return false;
  bool found = false;
  for_each_tag(request.header("If-None-Match"), [&](std::string_view tag) {
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    found = found || tag == "*" || tag == known;
  });
  return found;
}

}  // namespace umec::mec
