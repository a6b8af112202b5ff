#include "plate_reader.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "detector.hpp"
#include "plate_prior.hpp"
#include "text_finder.hpp"
#include "text_reader.hpp"

namespace umec::vision {
namespace {

constexpr int kRegionSide = 640;   // a vehicle is scaled to this for finding text
constexpr int kPictureSide = 960;  // the whole picture, where the vehicles gave nothing sure
constexpr int kFastSide = 640;     // a frame of a video
constexpr float kSure = 0.85f;
constexpr float kCertain = 0.97f;  // not read again
constexpr float kReported = 0.5f;
constexpr std::size_t kMostLines = 10;  // read per region
constexpr std::size_t kMostPlates = 4;
constexpr std::size_t kReadingsWeighed = 8;  // of each cut
constexpr double kPriorWeight = 0.7;
constexpr float kElsewhere = 0.7f;  // outside of all vehicles, where there are some: signs, shops, clocks

struct Candidate {
  std::vector<TextLine> lines;    // one, or two where the plate has two rows
  std::vector<Lattice> lattices;  // of each cut, rows already in one
  std::string text;
  float confidence = 0;
  cv::Rect2f box;
};

float overlap(const cv::Rect2f &a, const cv::Rect2f &b) {
  float common = (a & b).area();
  return common <= 0 ? 0 : common / std::min(a.area(), b.area());
}

/// Up to two vehicles, the large and sure ones first, each with a margin.
std::vector<cv::Rect> vehicle_regions(const std::vector<Found> &objects, const cv::Mat &bgr) {
  std::vector<Found> vehicles;
  for (const auto &object : objects)
    if (is_vehicle(object.label)) vehicles.push_back(object);
  std::ranges::sort(vehicles, std::greater(),
                    [](const Found &f) { return f.score * std::sqrt(f.box.area()); });
  std::vector<cv::Rect> out;
  for (const auto &vehicle : vehicles) {
    cv::Rect2f box = vehicle.box;
    float dx = box.width * 0.06f, dy = box.height * 0.06f;
    cv::Rect region(cv::Point(box.x - dx, box.y - dy),
                    cv::Point(box.x + box.width + dx, box.y + box.height + dy));
    region &= cv::Rect(0, 0, bgr.cols, bgr.rows);
    if (region.width < 32 || region.height < 32) continue;
    bool known = std::ranges::any_of(out, [&](const cv::Rect &r) { return overlap(r, region) > 0.6f; });
    if (!known) out.push_back(region);
    if (out.size() == 2) break;
  }
  return out;
}

bool plate_like(const TextLine &line) {
  float ratio = line.width() / std::max(1.0f, line.height());
  cv::Point2f slope = line.corners[1] - line.corners[0];
  return line.height() >= 7 && ratio >= 1.2f && ratio <= 9.0f && std::abs(slope.y) < 0.6f * std::abs(slope.x);
}

/// The lines as they are, and neighbours joined: in a row, and one above the other.
std::vector<Candidate> candidates_of(std::vector<TextLine> lines) {
  std::ranges::sort(lines, std::greater(), [](const TextLine &l) { return l.score * std::sqrt(l.height()); });
  if (lines.size() > 2 * kMostLines) lines.resize(2 * kMostLines);
  std::vector<Candidate> out;
  for (const auto &line : lines)
    if (plate_like(line)) out.push_back({{line}});
  if (out.size() > kMostLines) out.resize(kMostLines);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (std::size_t j = i + 1; j < lines.size(); ++j) {
      const auto &a = lines[i].centre().x <= lines[j].centre().x ? lines[i] : lines[j];
      const auto &b = &a == &lines[i] ? lines[j] : lines[i];
      float tall = std::max(a.height(), b.height()), low = std::min(a.height(), b.height());
      if (low < 0.6f * tall || low < 7) continue;
      cv::Point2f along = a.width() > b.width() ? a.corners[1] - a.corners[0] : b.corners[1] - b.corners[0];
      along /= std::max(1.0f, static_cast<float>(cv::norm(along)));
      cv::Point2f apart = b.centre() - a.centre();
      float sideways = apart.dot(along), upright = std::abs(apart.dot({-along.y, along.x}));
      float gap = sideways - (a.width() + b.width()) / 2;
      if (upright < 0.35f * tall && gap < 1.3f * tall && gap > -0.6f * tall) {
        auto whole = join(a, b);
        if (plate_like(whole)) out.push_back({{whole}});
      } else if (upright > 0.6f * tall && upright < 1.5f * tall &&
                 std::abs(sideways) < 0.35f * std::max(a.width(), b.width()) &&
                 std::max(a.width(), b.width()) < 4.5f * tall) {
        bool a_first = a.centre().y < b.centre().y;
        out.push_back({{a_first ? a : b, a_first ? b : a}});
      }
      if (out.size() >= 2 * kMostLines) return out;
    }
  }
  return out;
}

Result<Lattice> recognize_rows(Engine &engine, const cv::Mat &bgr, const Candidate &candidate,
                               const Cut &cut) {
  Lattice whole;
  for (const auto &line : candidate.lines) {
    auto row = UMEC_TRY(recognize(engine, bgr, line, cut));
    whole.steps.insert(whole.steps.end(), row.steps.begin(), row.steps.end());
    whole.foreign = std::max(whole.foreign, row.foreign);
  }
  return whole;
}

/// The natural logarithm of the mean probability of `text` over the cuts: one bad cut among good ones
/// counts little.
double seen(const Candidate &candidate, const std::string &text) {
  std::vector<double> each;
  for (const auto &lattice : candidate.lattices) each.push_back(log_probability(lattice, text));
  double most = std::ranges::max(each), sum = 0;
  for (double p : each) sum += std::exp(p - most);
  return most + std::log(sum / static_cast<double>(each.size()));
}

/// Weighs all readings of all cuts, and their twins, against the country's prior.
void choose_text(Candidate &candidate, Country country) {
  std::set<std::string> texts;
  float foreign = 1;
  for (const auto &lattice : candidate.lattices) {
    auto list = readings(lattice);
    if (list.size() > kReadingsWeighed) list.resize(kReadingsWeighed);
    for (const auto &reading : list)
      if (reading.text.size() >= 3) texts.insert(reading.text);
    foreign = std::min(foreign, lattice.foreign);
  }
  double best = -1e18;
  candidate.text.clear();
  candidate.confidence = 0;
  for (const auto &text : texts) {
    double probability = seen(candidate, text);
    for (const auto &twin : twins(text)) {
      double weight = probability + twin.log_penalty + kPriorWeight * plate_log_prior(twin.text, country);
      if (weight <= best) continue;
      best = weight;
      candidate.text = twin.text;
      candidate.confidence = static_cast<float>(std::exp(probability / static_cast<double>(text.size()))) *
                             (1 - foreign) * plate_likeness(twin.text, country);
    }
  }
}

Result<std::vector<Candidate>> read_region(Engine &engine, const cv::Mat &bgr, cv::Rect region, int side,
                                           Country country, Effort effort) {
  float enlarge = effort == Effort::fast ? 1.0f : 3.0f;
  auto lines = UMEC_TRY(find_text(engine, bgr, region, side, enlarge));
  auto list = candidates_of(std::move(lines));
  for (auto &candidate : list) {
    candidate.lattices.push_back(UMEC_TRY(recognize_rows(engine, bgr, candidate, Cut{})));
    choose_text(candidate, country);
    candidate.box = candidate.lines[0].bounds();
    if (candidate.lines.size() == 2) candidate.box |= candidate.lines[1].bounds();
  }
  return list;
}

/// A name over or under the number, as on American plates: letters only, right above or below a
/// surer and taller candidate.
bool captions(const Candidate &candidate, const Candidate &surer) {
  bool words = std::ranges::none_of(candidate.text, [](char c) { return c <= '9'; });
  const auto &a = candidate.box, &b = surer.box;
  bool beside = a.x < b.x + b.width && b.x < a.x + a.width;
  float gap = std::max(a.y, b.y) - std::min(a.y + a.height, b.y + b.height);
  return words && beside && gap < 0.8f * b.height && a.height < b.height;
}

/// Best first; of candidates that share most of their pixels, or say the same, only the best stays.
void rank(std::vector<Candidate> &list) {
  std::ranges::stable_sort(list, std::greater(), &Candidate::confidence);
  std::vector<Candidate> kept;
  for (auto &candidate : list) {
    bool covered = std::ranges::any_of(kept, [&](const auto &k) {
      return overlap(k.box, candidate.box) > 0.5f || captions(candidate, k) || k.text == candidate.text;
    });
    if (!covered && candidate.confidence > 0) kept.push_back(std::move(candidate));
  }
  list = std::move(kept);
}

/// Reads the two best again, cut a little wider, narrower and slanted, and much wider, because the ends
/// of a blurred plate are easily missed; and weighs all cuts together.
Result<> read_again(Engine &engine, const cv::Mat &bgr, Country country, std::vector<Candidate> &list) {
  static constexpr Cut cuts[] = {
      {0.2f, 0.08f, 0}, {0.0f, -0.08f, 0}, {0.1f, 0.0f, 0.12f}, {0.1f, 0.0f, -0.12f}, {0.9f, 0.05f, 0}};
  for (std::size_t i = 0; i < list.size() && i < 2; ++i) {
    if (list[i].confidence >= kCertain) continue;
    for (const auto &cut : cuts)
      list[i].lattices.push_back(UMEC_TRY(recognize_rows(engine, bgr, list[i], cut)));
    choose_text(list[i], country);
  }
  return {};
}

void doubt_elsewhere(std::vector<Candidate> &list, const std::vector<Found> &objects) {
  auto on_vehicle = [&](const Candidate &candidate) {
    cv::Point2f centre = (candidate.box.tl() + candidate.box.br()) * 0.5f;
    return std::ranges::any_of(objects,
                               [&](const Found &f) { return is_vehicle(f.label) && f.box.contains(centre); });
  };
  if (std::ranges::none_of(objects, [](const Found &f) { return is_vehicle(f.label) && f.score >= 0.5f; }))
    return;
  for (auto &candidate : list)
    if (!on_vehicle(candidate)) candidate.confidence *= kElsewhere;
}

std::vector<PlateRead> reported(const std::vector<Candidate> &list, const Picture &picture) {
  std::vector<PlateRead> out;
  for (const auto &candidate : list) {
    if (candidate.confidence < kReported || out.size() == kMostPlates) break;
    out.push_back(
        {candidate.text, std::round(candidate.confidence * 1e4) / 1e4, picture.original(candidate.box)});
  }
  return out;
}

}  // namespace

Result<std::vector<PlateRead>> read_plates_in(Engine &engine, const Picture &picture, Country country,
                                              cv::Rect region) {
  auto list = UMEC_TRY(read_region(engine, picture.bgr, region, kFastSide, country, Effort::fast));
  rank(list);
  return reported(list, picture);
}

Result<std::vector<PlateRead>> read_plates(Engine &engine, const Picture &picture, Country country,
                                           Effort effort) {
  const cv::Mat &bgr = picture.bgr;
  cv::Rect whole(0, 0, bgr.cols, bgr.rows);
  if (effort == Effort::fast) return read_plates_in(engine, picture, country, whole);
  std::vector<Candidate> list;
  auto objects = UMEC_TRY(find_objects(engine, bgr, 0.3f));
  for (const auto &region : vehicle_regions(objects, bgr)) {
    auto more = UMEC_TRY(read_region(engine, bgr, region, kRegionSide, country, effort));
    std::ranges::move(more, std::back_inserter(list));
  }
  rank(list);
  if (list.empty() || list[0].confidence < kSure) {
    auto more = UMEC_TRY(read_region(engine, bgr, whole, kPictureSide, country, effort));
    std::ranges::move(more, std::back_inserter(list));
    rank(list);
  }
  UMEC_TRY(read_again(engine, bgr, country, list));
  doubt_elsewhere(list, objects);
  rank(list);
  return reported(list, picture);
}

}  // namespace umec::vision
