#include "city/plate.hpp"

namespace umec::city {
namespace {

constexpr std::string_view kLetters = "ABCDEFGHJKLMNPRSTUVWXYZ";

struct Shape {
  const char *country;
  PlateRegion region;
  const char *pattern;  ///< A letter, 9 digit, 8 digit but 0, others as they are
  int weight;
};
constexpr Shape kShapes[] = {
    {"FI", PlateRegion::eu, "AAA-999", 30},  {"SE", PlateRegion::eu, "AAA 999", 12},
    {"EE", PlateRegion::eu, "999 AAA", 10},  {"DE", PlateRegion::eu, "AA AA 999", 10},
    {"FR", PlateRegion::eu, "AA-999-AA", 8}, {"US", PlateRegion::us, "8AAA999", 8},
    {"US", PlateRegion::us, "AAA 9999", 7},  {"BR", PlateRegion::br, "AAA-9999", 6},
    {"BR", PlateRegion::br, "AAA9A99", 9},
};

}  // namespace

std::string_view region_name(PlateRegion region) {
  switch (region) {
    case PlateRegion::eu: return "eu";
    case PlateRegion::us: return "us";
    case PlateRegion::br: return "br";
  }
  return "eu";
}

// Painted about a quarter larger than the standards' 0.52 x 0.11, 0.305 x 0.152 and 0.40 x 0.13 metres,
// so that they read at the resolution of a cheap camera.
double Plate::width() const {
  return region == PlateRegion::eu ? 0.66 : region == PlateRegion::us ? 0.46 : 0.56;
}
double Plate::height() const {
  return region == PlateRegion::eu ? 0.145 : region == PlateRegion::us ? 0.21 : 0.18;
}

Plate draw_plate(std::uint64_t bits) {
  int total = 0;
  for (const Shape &shape : kShapes) total += shape.weight;
  int left = pick(mix(bits), total);
  const Shape *chosen = kShapes;
  while (left >= chosen->weight) left -= (chosen++)->weight;

  Plate plate;
  plate.region = chosen->region;
  plate.country = chosen->country;
  std::uint64_t state = bits;
  for (const char *p = chosen->pattern; *p != '\0'; ++p) {
    state = mix(state + 1);
    char c = *p;
    if (c == 'A') c = kLetters[pick(state, static_cast<int>(kLetters.size()))];
    if (c == '8')
      c = static_cast<char>('1' + pick(state, 9));
    else if (c == '9')
      c = static_cast<char>('0' + pick(state, 10));
    plate.shown += c;
    if (c != '-' && c != ' ') plate.text += c;
  }
  plate.mercosul = std::string_view(chosen->pattern) == "AAA9A99";
  return plate;
}

}  // namespace umec::city
