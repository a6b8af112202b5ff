#include "console/assets.hpp"

#include <gmock/gmock.h>
#include <zlib.h>

#include <algorithm>
#include <string>

namespace umec::console {
namespace {

std::string unpacked(const Asset &asset) {
  std::string out(asset.size, '\0');
  z_stream stream{};
  stream.next_in = const_cast<unsigned char *>(asset.gzip.data());
  stream.avail_in = static_cast<uInt>(asset.gzip.size());
  stream.next_out = reinterpret_cast<unsigned char *>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflateInit2(&stream, 16 + MAX_WBITS), Z_OK);
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END) << asset.path;
  EXPECT_EQ(stream.total_out, asset.size) << asset.path;
  inflateEnd(&stream);
  return out;
}

const Asset *find(std::string_view path) {
  const auto all = assets();
  const auto found = std::ranges::find(all, path, &Asset::path);
  return found == all.end() ? nullptr : &*found;
}

TEST(ConsoleAssets, HoldThePageAndEveryFileItNames) {
  const Asset *page = find("/index.html");
  ASSERT_NE(page, nullptr);
  EXPECT_EQ(page->content_type, "text/html; charset=utf-8");
  const std::string html = unpacked(*page);
  int named = 0;
  for (const std::string_view attribute : {"src=\"./", "href=\"./"}) {
    for (auto at = html.find(attribute); at != std::string::npos; at = html.find(attribute, at + 1)) {
      const auto begin = at + attribute.size() - 1;
      const auto path = html.substr(begin, html.find('"', begin) - begin);
      EXPECT_NE(find(path), nullptr) << path;
      ++named;
    }
  }
  EXPECT_GE(named, 3) << "script, style and icon";
}

TEST(ConsoleAssets, UnpackWholeAndCarryDistinctQuotedTags) {
  std::vector<std::string_view> tags;
  for (const Asset &asset : assets()) {
    EXPECT_EQ(unpacked(asset).size(), asset.size);
    EXPECT_THAT(std::string(asset.etag), testing::MatchesRegex("\"[0-9a-f]+\""));
    tags.push_back(asset.etag);
  }
  std::ranges::sort(tags);
  EXPECT_EQ(std::ranges::adjacent_find(tags), tags.end());
}

TEST(ConsoleAssets, AskNobodyElseForAnything) {
  for (const Asset &asset : assets()) {
    if (asset.content_type.starts_with("text/html") || asset.content_type.starts_with("text/css")) {
      EXPECT_THAT(unpacked(asset),
                  testing::Not(testing::ContainsRegex("(src|href)=\"https?:|url\\([\"']?https?:|@import")))
          << asset.path;
    }
  }
}

TEST(ConsoleAssets, StaySmall) {
  std::size_t total = 0;
  for (const Asset &asset : assets()) total += asset.gzip.size();
  EXPECT_LT(total, 130'000U) << "a page for small boards and slow links";
}

}  // namespace
}  // namespace umec::console
