#include "tools/derive/read/stated_encoding.h"

#include <gtest/gtest.h>

namespace authconform {
namespace {

struct Row {
  const char* text;
  std::optional<FactEncoding> encoding;
};

TEST(StatedEncoding, NeedsAWordOfSendingAndNoneOfAnswering) {
  constexpr auto kJson = FactEncoding::kJson;
  constexpr auto kForm = FactEncoding::kForm;
  constexpr auto kQuery = FactEncoding::kQuery;
  const Row rows[] = {
      {"Parameters must be sent as JSON.", kJson},
      {"Post a JSON object.", kJson},
      {"The request body is in application/json format", kJson},
      {"Los campos se envían en un JSON", kJson},
      {"Os parâmetros devem ser enviados como JSON", kJson},
      {"Les paramètres sont envoyés en JSON", kJson},
      {"Die Felder werden als JSON gesendet", kJson},
      {"I campi vanno inviati in JSON", kJson},
      {"Data dikirim dalam bentuk JSON", kJson},
      {"Поля передаются в теле запроса в JSON", kJson},
      {"Send it as multipart/form-data", kForm},
      {"The body is x-www-form-urlencoded", kForm},
      {"Pass them in the query string", kQuery},
      {"We are glad. Send JSON. Or not.", kJson},
      {"Everything is returned as JSON", std::nullopt},
      {"The response body is JSON", std::nullopt},
      {"La respuesta del cuerpo es JSON", std::nullopt},
      {"Send the request", std::nullopt},
      {"JSON is a format", std::nullopt},
      {"Send your JSON Web Token", std::nullopt},
      {"", std::nullopt},
  };
  for (const Row& row : rows) EXPECT_EQ(StatedEncoding(row.text), row.encoding) << row.text;
}

TEST(TakeStatedEncoding, KeepsWhatIsKnownAndTellsTheLines) {
  EndpointFact endpoint;
  endpoint.prose = {{"It opens a door.", {3, 3}}, {"Send JSON.", {5, 6}}, {"Send a form-data body.", {8, 8}}};
  TakeStatedEncoding(endpoint);
  EXPECT_EQ(endpoint.encoding, FactEncoding::kJson);
  EXPECT_EQ(endpoint.encoding_lines, (Lines{5, 6}));
  endpoint.encoding = FactEncoding::kForm;
  TakeStatedEncoding(endpoint);
  EXPECT_EQ(endpoint.encoding, FactEncoding::kForm);
}

}  // namespace
}  // namespace authconform
