#include "vision/plate_tracker.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace umec::vision {
namespace {

constexpr std::size_t kMostReads = 64;
constexpr std::size_t kMostTracks = 64;
constexpr std::size_t kMostTold = 256;

struct Point {
  double x, y;
};

Point centre(const Box &box) { return {box.x + box.width / 2.0, box.y + box.height / 2.0}; }

/// Whether two voted texts can be of one plate.
bool alike(std::string_view a, std::string_view b) {
  return edit_distance(a, b) <= (std::min(a.size(), b.size()) >= 7 ? 2 : 1);
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
      diagonal = above;
    }
  }
  return row[b.size()];
}

std::string vote(const std::vector<PlateRead> &reads) {
  std::map<std::size_t, double> lengths;
  for (const auto &read : reads) lengths[read.text.size()] += read.confidence;
  if (lengths.empty()) return {};
  auto length = std::ranges::max_element(lengths, {}, [](const auto &entry) { return entry.second; })->first;
  std::string out(length, ' ');
  for (std::size_t i = 0; i < length; ++i) {
    std::map<char, double> characters;
    for (const auto &read : reads)
      if (read.text.size() == length) characters[read.text[i]] += read.confidence;
    out[i] = std::ranges::max_element(characters, {}, [](const auto &entry) { return entry.second; })->first;
  }
  return out;
}

/// How surely the read is of the track's vehicle; 0 where it is not.
double PlateTracker::affinity(const Track &track, Timestamp time, const PlateRead &read) const {
  auto distance = edit_distance(vote(track.reads), read.text);
  std::size_t longest = std::max(track.best.text.size(), read.text.size());
  double said = 1.0 - static_cast<double>(distance) / static_cast<double>(std::max<std::size_t>(1, longest));

  // Where the plate should be now, if it goes on as it went between the last two frames.
  auto [last_time, last_box] = track.path.back();
  Point expected = centre(last_box);
  if (track.path.size() == 2 && last_time > track.path[0].first) {
    double share =
        static_cast<double>(time - last_time) / static_cast<double>(last_time - track.path[0].first);
    Point before = centre(track.path[0].second);
    expected.x += (expected.x - before.x) * std::min(share, 3.0);
    expected.y += (expected.y - before.y) * std::min(share, 3.0);
  }
  Point here = centre(read.box);
  double away = std::hypot(here.x - expected.x, here.y - expected.y) / std::max(8, last_box.width);
  if (said >= 0.7) return said + 1.0 / (1.0 + away);           // says the same, wherever it is
  if (said >= 0.3 && away < 0.6)
    return said + 0.5 / (1.0 + away);  // is where it should be, says much the same
  return 0;
}

std::vector<PlateSighting> PlateTracker::update(Timestamp time, const std::vector<PlateRead> &reads) {
  std::vector<bool> taken(tracks_.size(), false);
  for (const auto &read : reads) {
    double best = 0;
    std::size_t which = 0;
    for (std::size_t i = 0; i < taken.size(); ++i) {
      double fit = taken[i] ? 0 : affinity(tracks_[i], time, read);
      if (fit > best) best = fit, which = i;
    }
    if (best == 0) {
      if (tracks_.size() >= kMostTracks) continue;
      tracks_.push_back({.first = time});
      which = tracks_.size() - 1;
    } else {
      taken[which] = true;
    }
    auto &track = tracks_[which];
    if (track.reads.size() < kMostReads) track.reads.push_back(read);
    if (track.path.size() == 2) track.path.erase(track.path.begin());
    track.path.emplace_back(time, read.box);
    track.last = time;
    if (read.confidence > track.best.confidence) track.best = read, track.best_time = time;
  }

  std::vector<PlateSighting> out;
  for (auto &track : tracks_)
    if (!track.told && (time - track.last > options_.gone || time - track.first > options_.patience))
      tell(track, out);
  std::erase_if(tracks_, [&](const Track &track) { return time - track.last > options_.gone; });
  return out;
}

std::vector<PlateSighting> PlateTracker::finish() {
  std::vector<PlateSighting> out;
  for (auto &track : tracks_)
    if (!track.told) tell(track, out);
  tracks_.clear();
  return out;
}

void PlateTracker::tell(Track &track, std::vector<PlateSighting> &out) {
  auto text = vote(track.reads);
  track.told = true;
  auto least = track.reads.size() == 1 ? options_.single : options_.several;
  if (track.best.confidence < least) return;
  while (!told_.empty() && (track.first - told_.front().time > options_.again || told_.size() > kMostTold))
    told_.pop_front();
  auto same = std::ranges::find_if(told_, [&](const Told &t) { return alike(t.text, text); });
  if (same != told_.end()) {
    same->time = track.last;  // still about
    return;
  }
  told_.push_back({track.last, text});
  out.push_back({track.best_time, camera_, std::move(text), track.best.confidence, track.best.box});
}

}  // namespace umec::vision
