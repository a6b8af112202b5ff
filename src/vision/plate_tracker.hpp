// From the reads of single frames to vehicles: each that passes is told once.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "vision/plate_log.hpp"
#include "vision/vision.hpp"

namespace umec::vision {

/// Edits (one character put in, taken out or exchanged) that turn one text into the other.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// Follows plates over the frames of one camera. Reads belong together by where they are and by what
/// they say; the characters are voted on, weighed by confidence. A vehicle is told when it has left,
/// or when it stays longer than `patience`; and never again while it keeps being seen, nor when the
/// same plate comes back within `again`. Not thread-safe.
class PlateTracker {
 public:
  struct Options {
    Timestamp gone = 1200 * kMillisecond;  ///< unseen for so long, a vehicle has left
    Timestamp patience = 5 * kSecond;      ///< seen for so long, it is told although it is still there
    Timestamp again = 20 * kSecond;        ///< a plate told so recently is the same vehicle
    double single = 0.8;   ///< confidence that a vehicle read in one frame only must have
    double several = 0.5;  ///< best confidence that one read in more frames must have
  };

  PlateTracker(std::string camera, Options options) : camera_(std::move(camera)), options_(options) {}
  explicit PlateTracker(std::string camera) : PlateTracker(std::move(camera), Options{}) {}

  /// Takes the reads of the frame at `time` (frames in order); gives the vehicles to be told now.
  std::vector<PlateSighting> update(Timestamp time, const std::vector<PlateRead> &reads);
  /// Gives all that have not been told yet: the camera stops.
  std::vector<PlateSighting> finish();

  std::size_t followed() const { return tracks_.size(); }

 private:
  struct Track {
    std::vector<PlateRead> reads;  // at most kMostReads
    std::vector<std::pair<Timestamp, Box>> path;  // the last two, for where it will be next
    PlateRead best;
    Timestamp best_time = 0;
    Timestamp first = 0, last = 0;
    bool told = false;
  };
  struct Told {
    Timestamp time;
    std::string text;
  };

  double affinity(const Track &track, Timestamp time, const PlateRead &read) const;
  void tell(Track &track, std::vector<PlateSighting> &out);

  std::string camera_;
  Options options_;
  std::vector<Track> tracks_;
  std::deque<Told> told_;
};

/// The text that most of the reads support: the commonest length first, then each character by the
/// sum of the confidences of the reads of that length. Pure; for the tracker and its tests.
std::string vote(const std::vector<PlateRead> &reads);

}  // namespace umec::vision
