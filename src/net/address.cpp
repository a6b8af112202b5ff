#include <arpa/inet.h>

#include <charconv>

#include "net/server.hpp"

namespace umec::net {

Result<Address> Address::parse(std::string_view text) {
  const auto wrong = [&] {
    return fail(Errc::bad_request, "'{}' is not an address such as 127.0.0.1:8080 or [::1]:8080",
                text.substr(0, 64));
  };
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return wrong();
  Address address;
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  if (error != std::errc{} || end != port.data() + port.size()) return wrong();
  if (host == "localhost") host = "127.0.0.1";
  const bool six = host.starts_with('[') && host.ends_with(']');
  address.host = std::string(six ? host.substr(1, host.size() - 2) : host);
  in6_addr scratch{};
  if (inet_pton(six ? AF_INET6 : AF_INET, address.host.c_str(), &scratch) != 1) return wrong();
  return address;
}

bool Address::is_loopback() const { return host.starts_with("127.") || host == "::1"; }

std::string Address::text() const {
  return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port)
                                             : fmt::format("[{}]:{}", host, port);
}

}  // namespace umec::net
