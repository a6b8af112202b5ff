#include "plate_prior.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace umec::vision {
namespace {

/// A registered pattern: L a letter, D a digit; and its share among the country's plates. Shares are
/// rough, by how many vehicles of a registry use the pattern, not fitted to any set of pictures.
struct Pattern {
  std::string_view form;
  double share;
};

constexpr Pattern kEurope[] = {
    {"LLDDDLL", 0.22},   // IT, FR, SK, RS, HR
    {"LLDDLLL", 0.10},   // GB, RO
    {"LLLDDDD", 0.05},   // PL, GR
    {"LLDDDDD", 0.06},   // PL, DK, NO
    {"LLLDDLL", 0.02},   // PL
    {"LLLDDDL", 0.02},   // PL
    {"LLLDDL", 0.03},    // SE
    {"LLLDDD", 0.08},    // SE, FI, HU, LT, MT
    {"DDDDLLL", 0.06},   // ES
    {"DLDDDDD", 0.04},   // CZ
    {"DLLDDDD", 0.02},   // CZ
    {"DLLLDDD", 0.02},   // BE
    {"LLDDDD", 0.02},    // LV, HR, PT
    {"LLDDDDLL", 0.02},  // BG, UA
    {"LDDDDLL", 0.01},   // BG
    {"LDDDLLL", 0.01},   // RO (Bucharest)
    {"DDDLLL", 0.01},    // EE
    {"LLLLDDD", 0.01},   // SI
    {"LLLLDDDD", 0.01},
    {"LLLDDDDD", 0.01},
    {"LLLDDDLL", 0.01},
    {"DDLLDD", 0.01},    // PT, NL
    {"DDLLLD", 0.01}, {"DLLLDD", 0.01}, {"LLDDDL", 0.01}, {"LDDDLL", 0.01},  // NL
    {"LLDDD", 0.01}, {"LLLDD", 0.01}, {"LLLDDDDL", 0.003}, {"LDDDDD", 0.003},
    {"LLLD", 0.003}, {"LLDDDDDD", 0.005},  // DE, CH, AT
};

constexpr Pattern kStates[] = {
    {"DLLLDDD", 0.20},   // California
    {"LLLDDDD", 0.25},   // New York, Texas, Ohio, Pennsylvania, Georgia, Michigan ...
    {"LLLDDD", 0.12},    // many, older
    {"DDDLLL", 0.06},
    {"LLDDDDD", 0.04},   // Connecticut, Illinois
    {"LLDLDL", 0.05},    // Missouri
    {"LDDLLL", 0.03},    // New Jersey
    {"LLLDDL", 0.03},    // Florida, New Jersey
    {"LDDDDDD", 0.02},   // Illinois
    {"DDDDDDD", 0.02},   // California (commercial), Illinois
    {"DLDDDDD", 0.03},   // California (commercial)
    {"DDDDDLD", 0.02},   // California (commercial)
    {"DDDDDD", 0.01}, {"DDDDLL", 0.02}, {"LLDDDD", 0.02}, {"DDDDLLL", 0.01}, {"DDLLDD", 0.01},
};

constexpr Pattern kBrazil[] = {
    {"LLLDDDD", 0.70},  // until 2018
    {"LLLDLDD", 0.28},  // Mercosur
};

std::span<const Pattern> patterns(Country country) {
  switch (country) {
    case Country::eu: return kEurope;
    case Country::us: return kStates;
    case Country::br: return kBrazil;
    case Country::any: break;
  }
  return {};
}

double pattern_probability(std::string_view text, std::span<const Pattern> list) {
  double sum = 0;
  for (const auto &pattern : list) {
    if (pattern.form.size() != text.size()) continue;
    double p = pattern.share;
    for (std::size_t i = 0; i < text.size() && p > 0; ++i) {
      bool digit = text[i] >= '0' && text[i] <= '9';
      if (digit != (pattern.form[i] == 'D')) p = 0;
      p /= digit ? 10 : 26;
    }
    sum += p;
  }
  return sum;
}

/// Letters and digits without a pattern: runs of one kind are likelier than constant change, since
/// registries and people group them.
double free_probability(std::string_view text) {
  static constexpr std::array<double, 10> lengths = {1e-6, 1e-6, 1e-4, 1e-3, 0.02, 0.12, 0.35, 0.42, 0.07, 0.01};
  double p = text.size() < lengths.size() ? lengths[text.size()] : 1e-4;
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool digit = text[i] >= '0' && text[i] <= '9';
    double kind = 0.5;
    if (i > 0) kind = (text[i - 1] <= '9') == digit ? 0.65 : 0.35;
    p *= kind / (digit ? 10 : 26);
  }
  return p;
}

}  // namespace

double plate_log_prior(std::string_view text, Country country) {
  double known = 0, loose = 0.25;
  if (country == Country::any) {
    for (auto each : {Country::eu, Country::us, Country::br})
      known += pattern_probability(text, patterns(each)) / 3;
  } else {
    known = pattern_probability(text, patterns(country));
    loose = country == Country::br ? 0.02 : country == Country::us ? 0.30 : 0.15;
  }
  return std::log((1 - loose) * known + loose * free_probability(text));
}

float plate_likeness(std::string_view text, Country country) {
  auto digits = std::ranges::count_if(text, [](char c) { return c <= '9'; });
  if (text.size() < 4 || text.size() > 9) return 0;
  bool known = country == Country::any ? pattern_probability(text, kEurope) + pattern_probability(text, kStates) +
                                                 pattern_probability(text, kBrazil) > 0
                                       : pattern_probability(text, patterns(country)) > 0;
  if (digits == static_cast<std::ptrdiff_t>(text.size())) return 0.75f;  // or a telephone number, a date
  if (known) return 1.0f;
  float likeness = country == Country::br ? 0.5f : 0.9f;
  if (digits == 0) likeness *= 0.55f;  // a make, a town, a dealer; or a wish plate
  if (text.size() == 4 || text.size() == 9) likeness *= 0.7f;
  return likeness;
}

}  // namespace umec::vision
