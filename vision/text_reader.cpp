#include "text_reader.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <unordered_map>

namespace umec::vision {
namespace {

constexpr int kHeight = 48;  // of the recognizer's input
constexpr int kLeastWidth = 96, kMostWidth = 320;
constexpr float kFloor = 1e-5f;  // no symbol is ever impossible

/// Which symbol each class of the recognizer counts to: 0..35, kSymbols for nothing, -1 foreign.
std::vector<int> class_map(const ModelInfo &info, std::size_t classes) {
  std::vector<int> map(classes, -1);
  map[0] = kSymbols;
  for (std::size_t i = 0; i < info.labels.size() && i + 1 < classes; ++i) {
    const auto &label = info.labels[i];
    if (label.size() == 1) {
      map[i + 1] = char_symbol(static_cast<char>(std::toupper(static_cast<unsigned char>(label[0]))));
      // Marks of ASCII separate, but those of times, dates and addresses speak against a plate.
      bool clock =
          label[0] == ':' || label[0] == '/' || label[0] == '@' || label[0] == '%' || label[0] == '$';
      if (map[i + 1] < 0 && !clock) map[i + 1] = kSymbols;
    } else if (label == "·" || label == "•" || label == "—" || label == "丨" || label == "°") {
      map[i + 1] = kSymbols;
    }
  }
  if (classes == info.labels.size() + 2) map[classes - 1] = kSymbols;  // the space
  return map;
}

double log_add(double a, double b) {
  if (a < b) std::swap(a, b);
  return b < -1e8 ? a : a + std::log1p(std::exp(b - a));
}

constexpr double kNever = -1e9;

}  // namespace

Result<Lattice> recognize(Engine &engine, const cv::Mat &bgr, const TextLine &line, const Cut &cut) {
  Model &model = *UMEC_TRY(engine.model(kTextRecognitionModel));
  float tall = std::max(1.0f, line.height()), wide = std::max(1.0f, line.width());
  cv::Point2f along = (line.corners[1] - line.corners[0]) / wide;
  cv::Point2f down = (line.corners[3] - line.corners[0]) / tall;
  cv::Point2f dx = along * (cut.margin_x * tall), dy = down * (cut.margin_y * tall);
  cv::Point2f slant = along * (cut.slant * tall * 0.5f);
  std::array<cv::Point2f, 4> from = {line.corners[0] - dx - dy + slant, line.corners[1] + dx - dy + slant,
                                     line.corners[2] + dx + dy - slant, line.corners[3] - dx + dy - slant};
  float ratio = (wide + 2 * cut.margin_x * tall) / (tall * (1 + 2 * cut.margin_y));
  int width = std::clamp(static_cast<int>(std::lround(kHeight * ratio / 8)) * 8, 32, kMostWidth);
  std::array<cv::Point2f, 4> to = {cv::Point2f(0, 0), cv::Point2f(width, 0), cv::Point2f(width, kHeight),
                                   cv::Point2f(0, kHeight)};
  cv::Mat strip;
  auto warp = cv::getPerspectiveTransform(from.data(), to.data());
  bool shrinks = tall > 1.5f * kHeight;
  if (shrinks) {  // cut at twice the size, then average, or fine strokes alias away
    for (auto &corner : to) corner *= 2;
    warp = cv::getPerspectiveTransform(from.data(), to.data());
  }
  cv::warpPerspective(bgr, strip, warp, cv::Size(width, kHeight) * (shrinks ? 2 : 1),
                      shrinks ? cv::INTER_LINEAR : cv::INTER_CUBIC, cv::BORDER_REPLICATE);
  if (shrinks) cv::resize(strip, strip, {width, kHeight}, 0, 0, cv::INTER_AREA);

  int padded = std::max(width, kLeastWidth);
  std::size_t plane = static_cast<std::size_t>(padded) * kHeight;
  std::vector<float> input(3 * plane, 0.0f);
  for (int y = 0; y < kHeight; ++y) {
    const auto *row = strip.ptr<std::uint8_t>(y);
    for (int x = 0; x < width; ++x)
      for (int c = 0; c < 3; ++c)
        input[c * plane + static_cast<std::size_t>(y) * padded + x] = row[3 * x + c] / 127.5f - 1.0f;
  }
  auto output = UMEC_TRY(model.run({1, 3, kHeight, padded}, input));
  if (output.shape.size() != 3) return fail(Errc::corrupt, "the text recognizer's output has a wrong form");
  std::size_t steps = output.shape[1], classes = output.shape[2];
  auto map = class_map(model.info(), classes);

  Lattice lattice;
  lattice.steps.resize(steps);
  float shown = 0, foreign = 0;
  for (std::size_t t = 0; t < steps; ++t) {
    auto &step = lattice.steps[t];
    step.fill(kFloor);
    float other = 0;
    for (std::size_t k = 0; k < classes; ++k) {
      float p = output.data[t * classes + k];
      if (map[k] >= 0)
        step[map[k]] += p;
      else
        other += p;
    }
    shown += 1 - std::min(1.0f, step[kSymbols]);
    foreign += other;
    float sum = 0;
    for (float p : step) sum += p;
    for (float &p : step) p /= sum;
  }
  lattice.foreign = shown > 0.1f ? std::min(1.0f, foreign / shown) : 1.0f;
  return lattice;
}

std::vector<Reading> readings(const Lattice &lattice, std::size_t width) {
  // Per prefix: log probability of ending in nothing, and of ending in its last character.
  struct Ends {
    double blank = kNever;
    double symbol = kNever;
    double total() const { return log_add(blank, symbol); }
  };
  std::unordered_map<std::string, Ends> beam{{"", {0, kNever}}};
  for (const auto &step : lattice.steps) {
    std::unordered_map<std::string, Ends> next;
    for (const auto &[prefix, ends] : beam) {
      double total = ends.total();
      auto &same = next[prefix];
      same.blank = log_add(same.blank, total + std::log(step[kSymbols]));
      for (int symbol = 0; symbol < kSymbols; ++symbol) {
        if (step[symbol] < 1e-3f) continue;
        double p = std::log(step[symbol]);
        char c = symbol_char(symbol);
        bool repeats = !prefix.empty() && prefix.back() == c;
        if (repeats) next[prefix].symbol = log_add(next[prefix].symbol, ends.symbol + p);
        auto &longer = next[prefix + c];
        longer.symbol = log_add(longer.symbol, (repeats ? ends.blank : total) + p);
      }
    }
    std::vector<std::pair<double, std::string>> order;
    for (const auto &[prefix, ends] : next) order.emplace_back(ends.total(), prefix);
    std::ranges::sort(order, std::greater());
    if (order.size() > width) order.resize(width);
    beam.clear();
    for (const auto &[p, prefix] : order) beam.emplace(prefix, next[prefix]);
  }
  std::vector<Reading> out;
  for (const auto &[prefix, ends] : beam) out.push_back({prefix, ends.total()});
  std::ranges::sort(out, std::greater(), &Reading::log_probability);
  return out;
}

double log_probability(const Lattice &lattice, std::string_view text) {
  // States: nothing, c1, nothing, c2 ... nothing; forward over the steps.
  std::size_t states = 2 * text.size() + 1;
  auto label = [&](std::size_t s) { return s % 2 == 0 ? kSymbols : char_symbol(text[s / 2]); };
  std::vector<double> now(states, kNever), before;
  now[0] = 0;
  bool first = true;
  for (const auto &step : lattice.steps) {
    before = now;
    for (std::size_t s = 0; s < states; ++s) {
      double p = first ? (s <= 1 ? 0 : kNever) : before[s];
      if (!first && s >= 1) p = log_add(p, before[s - 1]);
      if (!first && s >= 2 && s % 2 == 1 && label(s) != label(s - 2)) p = log_add(p, before[s - 2]);
      now[s] = p < -1e8 ? kNever : p + std::log(step[label(s)]);
    }
    first = false;
  }
  return states > 1 ? log_add(now[states - 1], now[states - 2]) : now[0];
}

}  // namespace umec::vision
