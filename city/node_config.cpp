#include "city/node_config.hpp"

#include <fmt/core.h>

namespace umec::city {

std::string node_config(const District &d, const std::string &city_url, const std::string &hci) {
  std::string yaml = fmt::format(
      "# Points a node at the miniature city {}; printed by `umec-city --print-config`.\nplaces:\n", d.name);
  for (const Pole &pole : d.poles)
    yaml += fmt::format("  - {{name: {}, latitude: {:.6f}, longitude: {:.6f}}}\n", pole.name,
                        pole.location.latitude, pole.location.longitude);
  yaml += fmt::format("sensors:\n  hci: [\"{}\"]\n  names:\n", hci);
  for (const Tag &tag : d.tags)
    yaml += fmt::format("    \"{}\": {{name: {}, place: {}}}\n", mac_text(tag.mac), tag.name,
                        d.poles[static_cast<std::size_t>(tag.pole)].name);
  yaml += "cameras:\n";
  for (const Camera &camera : d.cameras)
    yaml += fmt::format(
        "  - name: {}\n    url: \"{}/cameras/{}.mjpeg\"\n    place: {}\n    watch: [plates, objects]\n",
        camera.name, city_url, camera.name, d.poles[static_cast<std::size_t>(camera.pole)].name);
  return yaml;
}

}  // namespace umec::city
