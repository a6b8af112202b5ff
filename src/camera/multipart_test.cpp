#include "camera/multipart.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace umec::camera {
namespace {

struct Reader {
  std::vector<std::string> parts;
  MultipartParser parser;
  explicit Reader(std::string_view boundary, std::size_t bound = 1000)
      : parser(boundary, bound, [this](std::string &&part) { parts.push_back(std::move(part)); }) {}
};

std::string part(std::string_view boundary, std::string_view body, bool length = true) {
  std::string text = "--" + std::string(boundary) + "\r\nContent-Type: image/jpeg\r\n";
  if (length) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return text + "\r\n" + std::string(body) + "\r\n";
}

using Parts = std::vector<std::string>;

TEST(Multipart, FindsTheBoundary) {
  EXPECT_EQ(boundary_of("multipart/x-mixed-replace; boundary=frame"), "frame");
  EXPECT_EQ(boundary_of("multipart/x-mixed-replace;BOUNDARY=\"my frame\"; charset=x"), "my frame");
  EXPECT_EQ(boundary_of("multipart/x-mixed-replace; charset=x; boundary = --b ; y=1"), "--b");
  EXPECT_EQ(boundary_of("multipart/x-mixed-replace"), "");
  EXPECT_EQ(boundary_of("multipart/x-mixed-replace; boundary=\"open"), "open");
}

TEST(Multipart, ReadsTheSameHoweverItIsCut) {
  const std::string stream =
      part("b", "one") + part("b", "two--b", false) + part("b", "three\r\n--bb\r\n") + "--b--\r\nrest";
  for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
    Reader reader("b");
    for (std::size_t at = 0; at < stream.size(); at += piece) reader.parser.feed(stream.substr(at, piece));
    EXPECT_EQ(reader.parts, (Parts{"one", "two--b", "three\r\n--bb\r\n"})) << piece;
    EXPECT_TRUE(reader.parser.ended());
  }
}

TEST(Multipart, AcceptsWhatCamerasWrite) {
  Reader dashes("--b");  // the parameter has the dashes already
  dashes.parser.feed(part("b", "one") + part("b", "two"));
  EXPECT_EQ(dashes.parts.size(), 2U);
  Reader unnamed("");
  unnamed.parser.feed("\r\n" + part("learned", "one", false) + part("learned", "two", false) +
                      "--learned\r\n");
  EXPECT_EQ(unnamed.parts, (Parts{"one", "two"}));
  Reader bare("b");  // line feeds only
  bare.parser.feed("--b\nContent-Type: image/jpeg\n\nbody\n--b\n");
  EXPECT_EQ(bare.parts, (Parts{"body"}));
  Reader zero("b");
  zero.parser.feed("--b\r\nContent-Length: 0\r\n\r\nbody\r\n--b\r\n");
  EXPECT_EQ(zero.parts, (Parts{"body"}));
}

TEST(Multipart, SurvivesAWrongLength) {
  Reader shorter("b");
  shorter.parser.feed("--b\r\nContent-Length: 3\r\n\r\nlonger body\r\n" + part("b", "next") + "--b\r\n");
  EXPECT_EQ(shorter.parts, (Parts{"longer body", "next"}));
  EXPECT_EQ(shorter.parser.counts().wrong_length, 1U);
  Reader longer("b");
  longer.parser.feed("--b\r\nContent-Length: 20\r\n\r\nshort\r\n" + part("b", "next") + part("b", "last") +
                     "--b\r\n");
  EXPECT_EQ(longer.parts.back(), "last");
}

TEST(Multipart, SkipsGarbage) {
  Reader reader("b");
  reader.parser.feed(std::string(5000, 'x') + "\r\n" + part("b", "one\xFF\xD9") + "garbage\r\n" +
                     part("b", "two"));
  EXPECT_EQ(reader.parts, (Parts{"one\xFF\xD9", "two"}));
  EXPECT_GE(reader.parser.counts().skipped_bytes, 5000U);
}

TEST(Multipart, BoundsAPart) {
  Reader announced("b", 100);
  announced.parser.feed(part("b", std::string(101, 'x')) + part("b", "small"));
  EXPECT_EQ(announced.parts, (Parts{"small"}));
  EXPECT_EQ(announced.parser.counts().oversize, 1U);
  Reader open("b", 100);
  open.parser.feed("--b\r\n\r\n");
  for (int i = 0; i < 1000; ++i) open.parser.feed(std::string(10, '-'));
  open.parser.feed("\r\n" + part("b", "small"));
  EXPECT_EQ(open.parts, (Parts{"small"}));
  EXPECT_EQ(open.parser.counts().oversize, 1U);
  Reader head("b", 100);
  head.parser.feed("--b\r\n" + std::string(20000, 'h') + "\r\n" + part("b", "small"));
  EXPECT_EQ(head.parts, (Parts{"small"}));
}

}  // namespace
}  // namespace umec::camera
