#include "vision/routes.hpp"

#include <gtest/gtest.h>

#include "base/json.hpp"

namespace umec::vision {
namespace {

/// A model "twice" that doubles two numbers, one "look" that takes pictures.
class FakeVision final : public Vision {
 public:
  Result<Detections> detect(std::span<const std::uint8_t> picture, float threshold,
                            runtime::Deadline) override {
    if (picture[0] == 'x') return fail(Errc::unsupported_media, "the picture is neither a JPEG nor a PNG");
    asked_threshold = threshold;
    return Detections{"fake", 640, 480, 12.5, {{"Car", 0.9, {1, 2, 3, 4}}}};
  }
  Result<PlateReads> plates(std::span<const std::uint8_t>, const PlateOptions &options,
                            runtime::Deadline) override {
    asked_country = options.country;
    asked_effort = options.effort;
    return PlateReads{640, 480, 20, {{"AB123", 0.75, {5, 6, 7, 8}}}};
  }
  Result<std::vector<Tensor>> predict(const Prediction &call, runtime::Deadline) override {
    if (call.model == "look") {
      asked_picture = {call.picture.begin(), call.picture.end()};
      std::vector<std::uint8_t> score = {0, 0, 0, 63};  // 0.5f
      return std::vector<Tensor>{{"score", ElementType::dt_float, {1}, score},
                                 {"class", ElementType::dt_int32, {1, 1}, {7, 0, 0, 0}}};
    }
    auto tensor = call.inputs.at(0);
    auto *numbers = reinterpret_cast<float *>(tensor.data.data());
    for (std::size_t i = 0; i < tensor.elements(); ++i) numbers[i] *= 2;
    return std::vector<Tensor>{tensor};
  }
  Result<std::vector<ModelInfo>> models(runtime::Deadline) override {
    return std::vector<ModelInfo>{{"look",
                                   true,
                                   {{"image", ElementType::dt_uint8, {1, -1, -1, 3}}},
                                   {{"score", ElementType::dt_float, {1}}},
                                   {"cat"}},
                                  {"twice",
                                   false,
                                   {{"x", ElementType::dt_float, {-1, 2}}},
                                   {{"y", ElementType::dt_float, {-1, 2}}},
                                   {}}};
  }
  float asked_threshold = 0;
  Country asked_country = Country::any;
  Effort asked_effort = Effort::thorough;
  std::string asked_picture;
};

class FakeLog final : public PlateLog {
 public:
  Result<> append(const PlateSighting &) override { return {}; }
  Result<std::vector<PlateSighting>> read(const std::string &camera, Timestamp from,
                                          std::size_t limit) override {
    asked_from = from;
    asked_limit = limit;
    return std::vector<PlateSighting>{{1'700'000'000 * kSecond, camera, "AB123", 0.5, {1, 2, 3, 4}}};
  }
  Timestamp asked_from = -1;
  std::size_t asked_limit = 0;
};

class VisionRoutes : public testing::Test {
 protected:
  VisionRoutes() {
    mount_routes(router, {vision, log, events, [](const std::string &name) { return name == "gate"; }});
    mount_serving_routes(router, vision, std::chrono::seconds(5));
  }

  Result<net::Response> ask(net::Method method, std::string target, std::string body = {},
                            std::string_view type = {}) {
    target_ = std::move(target);
    net::Request request;
    request.method = method;
    request.target = target_;
    auto mark = request.target.find('?');
    request.path = request.target.substr(0, mark);
    if (mark != std::string_view::npos) request.query_text = request.target.substr(mark + 1);
    if (!type.empty()) request.headers.emplace_back("Content-Type", type);
    request.body = std::move(body);
    std::string allowed;
    auto match = UMEC_TRY(router.match(request, allowed));
    return (*match.handler)(request);
  }
  static std::string text(const Result<net::Response> &response) {
    if (!response) return "error: " + response.error().detail;
    return std::get<std::string>(response->body);
  }

  FakeVision vision;
  FakeLog log;
  Events events;
  net::Router router;
  std::string target_;
};

TEST_F(VisionRoutes, DetectGivesObjectsInPixels) {
  auto response = ask(net::Method::post, "/vision/v1/detect?threshold=0.25", "picture", "image/jpeg");
  EXPECT_EQ(
      text(response),
      R"({"model":"fake","width":640,"height":480,"milliseconds":1.25E1,"objects":[{"label":"Car","score":9E-1,)"
      R"("box":{"x":1,"y":2,"width":3,"height":4}}]})");
  EXPECT_EQ(vision.asked_threshold, 0.25f);
}

TEST_F(VisionRoutes, WhatIsNoPictureIsRefused) {
  EXPECT_EQ(ask(net::Method::post, "/vision/v1/detect").error().code, Errc::bad_request);
  EXPECT_EQ(ask(net::Method::post, "/vision/v1/detect", "{}", "application/json").error().code,
            Errc::unsupported_media);
  EXPECT_EQ(ask(net::Method::post, "/vision/v1/detect", "x", "image/png").error().code,
            Errc::unsupported_media);
  EXPECT_EQ(ask(net::Method::post, "/vision/v1/detect?threshold=2", "p").error().code, Errc::bad_request);
  EXPECT_EQ(ask(net::Method::post, "/vision/v1/detect?treshold=0.2", "p").error().code, Errc::bad_request);
}

TEST_F(VisionRoutes, PlatesTakesCountryAndEffort) {
  auto response = ask(net::Method::post, "/vision/v1/plates?country=br&effort=fast", "picture");
  auto body = json::parse(text(response)).value();
  EXPECT_EQ(body.at("plates").at(0).at("text"), "AB123");
  EXPECT_EQ(body.at("plates").at(0).at("confidence"), 0.75);
  EXPECT_EQ(vision.asked_country, Country::br);
  EXPECT_EQ(vision.asked_effort, Effort::fast);
  EXPECT_EQ(ask(net::Method::post, "/vision/v1/plates?country=xx", "p").error().code, Errc::bad_request);
}

TEST_F(VisionRoutes, ModelsAreListedWithTheirForms) {
  auto body = json::parse(text(ask(net::Method::get, "/vision/v1/models"))).value();
  EXPECT_EQ(body.at(0).at("name"), "look");
  EXPECT_EQ(body.at(0).at("labels"), (json::Array{"cat"}));
  EXPECT_EQ(body.at(0).at("inputs").at(0).at("shape"), (json::Array{1, -1, -1, 3}));
  EXPECT_EQ(body.at(1).at("inputs").at(0).at("type"), "DT_FLOAT");
}

TEST_F(VisionRoutes, SightingsOfACamera) {
  auto response = ask(net::Method::get, "/vision/v1/cameras/gate/plates?from=2026-01-01T00:00:00Z&limit=5");
  auto body = json::parse(text(response)).value();
  EXPECT_EQ(body.at(0).at("time"), "2023-11-14T22:13:20.000Z");
  EXPECT_EQ(body.at(0).at("text"), "AB123");
  EXPECT_EQ(log.asked_limit, 5u);
  EXPECT_EQ(format_rfc3339(log.asked_from), "2026-01-01T00:00:00.000Z");
  EXPECT_EQ(ask(net::Method::get, "/vision/v1/cameras/nope/plates").error().code, Errc::not_found);
  EXPECT_EQ(ask(net::Method::get, "/vision/v1/cameras/gate/plates?limit=0").error().code, Errc::bad_request);
}

TEST_F(VisionRoutes, ServingStatusAndMetadataHaveServingsForm) {
  EXPECT_EQ(
      text(ask(net::Method::get, "/v1/models/look")),
      R"({"model_version_status":[{"version":"1","state":"AVAILABLE","status":{"error_code":"OK","error_message":""}}]})");
  auto body = json::parse(text(ask(net::Method::get, "/v1/models/look/metadata"))).value();
  EXPECT_EQ(body.at_pointer("/model_spec/name"), "look");
  const auto &input = body.at_pointer("/metadata/signature_def/signature_def/serving_default/inputs/image");
  EXPECT_EQ(input.at("dtype"), "DT_UINT8");
  EXPECT_EQ(input.at_pointer("/tensor_shape/dim/1/size"), "-1");
  auto missing = ask(net::Method::get, "/v1/models/nothing");
  ASSERT_TRUE(missing);
  EXPECT_EQ(missing->status, 404);
  EXPECT_EQ(text(missing), R"({"error":"Could not find any versions of model nothing"})");
  EXPECT_EQ(ask(net::Method::get, "/v1/models/look/versions/2")->status, 404);
  EXPECT_EQ(ask(net::Method::get, "/v1/models/look/versions/1/metadata")->status, 200);
}

TEST_F(VisionRoutes, PredictTakesRowsAndColumns) {
  EXPECT_EQ(text(ask(net::Method::post, "/v1/models/twice:predict", R"({"instances":[[1,2],[3,4.5]]})")),
            R"({"predictions":[[2.0,4.0],[6.0,9.0]]})");
  EXPECT_EQ(text(ask(net::Method::post, "/v1/models/twice:predict", R"({"instances":[{"x":[1,2]}]})")),
            R"({"predictions":[[2.0,4.0]]})");
  EXPECT_EQ(text(ask(net::Method::post, "/v1/models/twice/versions/1:predict", R"({"inputs":[[1,2]]})")),
            R"({"outputs":[[2.0,4.0]]})");
}

TEST_F(VisionRoutes, PredictTakesPicturesInBase64) {
  for (std::string body :
       {R"({"instances":[{"b64":"Zm9v"}]})", R"({"instances":[{"image_bytes":{"b64":"Zm9v"}}]})"}) {
    vision.asked_picture.clear();
    EXPECT_EQ(text(ask(net::Method::post, "/v1/models/look:predict", body)),
              R"({"predictions":[{"score":0.5,"class":[7]}]})");
    EXPECT_EQ(vision.asked_picture, "foo");
  }
}

TEST_F(VisionRoutes, AWrongPredictSaysWhatIsWrong) {
  for (std::string body :
       {"", "[]", "{}", R"({"instances":[]})", R"({"instances":[["a"]]})", R"({"instances":[{"y":[1,2]}]})",
        R"({"instances":[{"b64":"!"}]})", R"({"instances":[1],"inputs":1})",
        R"({"instances":[[1,2]],"signature_name":"other"})"}) {
    auto response = ask(net::Method::post, "/v1/models/twice:predict", body);
    ASSERT_TRUE(response) << body;
    EXPECT_EQ(response->status, 400) << body;
    EXPECT_NE(text(response).find("{\"error\":"), std::string::npos) << body;
  }
}

}  // namespace
}  // namespace umec::vision
