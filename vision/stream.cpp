#include "stream.hpp"

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace umec::vision {
namespace {

constexpr int kCell = 8;       // pixels on a side
constexpr int kChange = 14;    // grey levels, of a cell's mean
constexpr int kMargin = 4;     // cells around what changed, so that a plate on its edge is whole

cv::Rect in_cells(const Box &box, double scale) {
  double cell = kCell * scale;
  return {cv::Point(static_cast<int>(box.x / cell), static_cast<int>(box.y / cell)),
          cv::Point(static_cast<int>((box.x + box.width) / cell) + 1,
                    static_cast<int>((box.y + box.height) / cell) + 1)};
}

}  // namespace

Stream &StreamMemory::of(const std::string &name, const Picture &picture) {
  if (!streams_.contains(name) && streams_.size() >= kMost)
    streams_.erase(
        std::ranges::min_element(streams_, {}, [](const auto &entry) { return entry.second.used; }));
  auto &stream = streams_[name];
  stream.used = ++clock_;
  cv::Size cells((picture.bgr.cols + kCell - 1) / kCell, (picture.bgr.rows + kCell - 1) / kCell);
  if (stream.seen.size() != cells) stream.seen.release(), stream.plates.clear();
  return stream;
}

Result<std::vector<PlateRead>> read_stream_plates(Engine &engine, const Picture &picture, Country country,
                                                  Stream &stream) {
  cv::Size cells((picture.bgr.cols + kCell - 1) / kCell, (picture.bgr.rows + kCell - 1) / kCell);
  cv::Mat small, grey;
  cv::resize(picture.bgr, small, cells, 0, 0, cv::INTER_AREA);
  cv::cvtColor(small, grey, cv::COLOR_BGR2GRAY);
  cv::Rect all(cv::Point(0, 0), cells), changed = all;
  if (!stream.seen.empty()) {
    cv::Mat difference;
    cv::absdiff(grey, stream.seen, difference);
    changed = cv::boundingRect(difference > kChange);
    if (changed.empty()) return stream.plates;
    // A plate that changed in part is read whole.
    for (const auto &plate : stream.plates)
      if (auto box = in_cells(plate.box, picture.scale); (box & changed).area() > 0) changed |= box;
    changed = cv::Rect(changed.x - kMargin, changed.y - kMargin, changed.width + 2 * kMargin,
                       changed.height + 2 * kMargin) &
              all;
  }
  cv::Rect region =
      cv::Rect(changed.tl() * kCell, changed.br() * kCell) & cv::Rect({0, 0}, picture.bgr.size());
  auto plates = UMEC_TRY(read_plates_in(engine, picture, country, region));
  for (auto &plate : stream.plates)
    if ((in_cells(plate.box, picture.scale) & changed).empty()) plates.push_back(std::move(plate));
  if (stream.seen.empty())
    stream.seen = grey;
  else
    grey(changed).copyTo(stream.seen(changed));
  stream.plates = plates;
  return plates;
}

}  // namespace umec::vision
