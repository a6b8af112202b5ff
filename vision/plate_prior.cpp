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
    {"LLLLDDDD", 0.01}, {"LLLDDDDD", 0.01},  {"LLLDDDLL", 0.01},  {"DDLLDD", 0.01},    // PT, NL
    {"DDLLLD", 0.01},   {"DLLLDD", 0.01},    {"LLDDDL", 0.01},    {"LDDDLL", 0.01},  // NL
    {"LLDDD", 0.01},    {"LLLDD", 0.01},     {"LLLDDDDL", 0.003}, {"LDDDDD", 0.003},
    {"LLLD", 0.003},    {"LLDDDDDD", 0.005},  // DE, CH, AT
};

constexpr Pattern kStates[] = {
    {"DLLLDDD", 0.20},   // California
    {"LLLDDDD", 0.25},   // New York, Texas, Ohio, Pennsylvania, Georgia, Michigan ...
    {"LLLDDD", 0.12},    // many, older
    {"DDDLLL", 0.06},  {"LLDDDDD", 0.04},   // Connecticut, Illinois
    {"LLDLDL", 0.05},    // Missouri
    {"LDDLLL", 0.03},    // New Jersey
    {"LLLDDL", 0.03},    // Florida, New Jersey
    {"LDDDDDD", 0.02},   // Illinois
    {"DDDDDDD", 0.01},   // Illinois
    {"DLDDDDD", 0.04},   // California (commercial)
    {"DDDDDLD", 0.02},   // California (commercial)
    {"DDDDDD", 0.01},  {"DDDDLL", 0.02},  {"LLDDDD", 0.02}, {"DDDDLLL", 0.01}, {"DDLLDD", 0.01},
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
    bool fits = true;
    for (std::size_t i = 0; i < text.size(); ++i) fits = fits && (text[i] <= '9') == (pattern.form[i] == 'D');
    if (fits) sum += pattern.share;
  }
  return sum;
}

/// Letters and digits without a pattern: runs of one kind are likelier than constant change, since
/// registries and people group them.
double free_probability(std::string_view text) {
  static constexpr std::array<double, 10> lengths = {1e-6, 1e-6, 1e-4, 1e-3, 0.02,
                                                     0.12, 0.35, 0.42, 0.07, 0.01};
  double p = text.size() < lengths.size() ? lengths[text.size()] : 1e-4;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == 0)
      p *= 0.5;
    else
      p *= (text[i - 1] <= '9') == (text[i] <= '9') ? 0.65 : 0.35;
  }
  return p;
}

struct Pair {
  char a, b;
  double share;  ///< of the one that is seen as the other, from how alike the signs are in plate fonts
};
constexpr Pair kPairs[] = {{'0', 'O', 0.25}, {'1', 'I', 0.15}, {'0', 'D', 0.03},
                           {'O', 'D', 0.03}, {'0', 'Q', 0.03}, {'O', 'Q', 0.03},
                           {'8', 'B', 0.03}, {'5', 'S', 0.03}, {'2', 'Z', 0.03}};
constexpr std::size_t kMostTwins = 96;

}  // namespace

std::vector<Twin> twins(std::string_view text) {
  std::vector<Twin> out = {{std::string(text), 0}};
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (std::size_t j = 0, count = out.size(); j < count; ++j) {
      for (const auto &[a, b, share] : kPairs) {
        if ((text[i] != a && text[i] != b) || out.size() >= kMostTwins) continue;
        Twin other{out[j].text, out[j].log_penalty + std::log(share)};
        other.text[i] = text[i] == a ? b : a;
        out.push_back(std::move(other));
      }
    }
  }
  return out;
}

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
  bool known = country == Country::any
                   ? pattern_probability(text, kEurope) + pattern_probability(text, kStates) +
                             pattern_probability(text, kBrazil) >
                         0
                   : pattern_probability(text, patterns(country)) > 0;
  if (digits == static_cast<std::ptrdiff_t>(text.size())) return 0.75f;  // or a telephone number, a date
  if (known) return 1.0f;
  float likeness = country == Country::br ? 0.5f : 0.9f;
  if (digits == 0) likeness *= 0.57f;  // a make, a town, a dealer; or a wish plate
  if (text.size() == 4 || text.size() == 9) likeness *= 0.7f;
  return likeness;
}

}  // namespace umec::vision
