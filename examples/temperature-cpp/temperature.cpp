// A first app in C++: finds the temperature service by its name through ETSI MEC 011 (Mp1), and shows
// what it measures. Usage: temperature [NODE], the node's address, by default http://127.0.0.1:8080
#include <httplib.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

namespace {

/// GET of a JSON resource; ends the program with a sentence where that fails.
nlohmann::json get(httplib::Client &client, const std::string &path) {
  const auto response = client.Get(path);
  if (!response || response->status != 200) {
    std::fprintf(stderr, "temperature: %s: %s\n", path.c_str(),
                 response ? response->body.c_str() : httplib::to_string(response.error()).c_str());
    std::exit(1);
  }
  return nlohmann::json::parse(response->body);
}

}  // namespace

int main(int argc, char **argv) {
  // 1. Ask the registry where the service is.
  httplib::Client node(argc > 1 ? argv[1] : "http://127.0.0.1:8080");
  const auto services = get(node, "/mec_service_mgmt/v1/services?ser_name=temperature");
  if (services.empty()) {
    std::fprintf(stderr, "temperature: no service of that name is registered\n");
    return 1;
  }
  const std::string uri = services[0]["transportInfo"]["endpoint"]["uris"][0];
  std::printf("temperature is served at %s\n", uri.c_str());

  // 2. Use it: scheme://host:port is the server, what follows is the API's root.
  const std::size_t path = uri.find('/', uri.find("//") + 2);
  httplib::Client server(uri.substr(0, path));
  for (const auto &sensor : get(server, uri.substr(path) + "/sensors"))
    if (sensor.contains("latest") && sensor["latest"]["values"].contains("temperature"))
      std::printf("%-16s %7.2f °C\n", sensor["name"].get<std::string>().c_str(),
                  sensor["latest"]["values"]["temperature"].get<double>());
}
