#include "camera/address.hpp"

#include <gtest/gtest.h>

namespace umec::camera {
namespace {

TEST(CameraAddress, KnowsWhoReadsWhat) {
  EXPECT_EQ(CameraAddress::parse("http://10.0.0.1/mjpg").value().transport, Transport::http);
  for (const std::string_view url :
       {"rtsp://10.0.0.1/stream", "rtsps://10.0.0.1/stream", "https://10.0.0.1/x.jpg", "file:/var/lib/x.avi",
        "file:///var/lib/x.avi", "v4l2:/dev/video0", "/dev/video1"})
    EXPECT_EQ(CameraAddress::parse(url).value().transport, Transport::program) << url;
  EXPECT_EQ(CameraAddress::parse("/dev/video1").value().url, "v4l2:/dev/video1");
  for (const std::string_view url : {"", "video0", "ftp://10.0.0.1/x", "file:relative.avi", "http://",
                                     "v4l2:/etc/passwd", "http://10.0.0.1/a\nb"})
    EXPECT_EQ(CameraAddress::parse(url).error().code, Errc::bad_request) << url;
  EXPECT_FALSE(CameraAddress::parse("http://x/" + std::string(3000, 'a')));
}

TEST(CameraAddress, HidesCredentials) {
  EXPECT_EQ(redact_url("rtsp://admin:geheim@10.0.0.1:554/a?b=c@d"), "rtsp://10.0.0.1:554/a?b=c@d");
  EXPECT_EQ(redact_url("http://10.0.0.1/v.cgi?user=admin&PWD=geheim&res=hd#x"),
            "http://10.0.0.1/v.cgi?user=***&PWD=***&res=hd#x");
  EXPECT_EQ(redact_url("http://a@b@10.0.0.1/"), "http://10.0.0.1/");
  EXPECT_EQ(redact_url("http://10.0.0.1/?token="), "http://10.0.0.1/?token=***");
  EXPECT_EQ(redact_url("file:/a?password=x"), "file:/a?password=x");  // no URL with a query: a path
}

TEST(CameraAddress, HidesCredentialsInSentences) {
  const auto address = CameraAddress::parse("rtsp://admin:ge%21heim@10.0.0.1/a?token=abc").value();
  const std::string sentence = redact_sentence(
      "cannot open rtsp://admin:ge%21heim@10.0.0.1/a?token=abc (admin:ge%21heim@10.0.0.1, password ge!heim, "
      "token abc)",
      address);
  EXPECT_EQ(sentence.find("heim"), std::string::npos) << sentence;
  EXPECT_EQ(sentence.find("abc"), std::string::npos) << sentence;
  EXPECT_NE(sentence.find("10.0.0.1"), std::string::npos);
}

}  // namespace
}  // namespace umec::camera
