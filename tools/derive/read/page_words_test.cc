#include "tools/derive/read/page_words.h"

#include <gtest/gtest.h>

namespace authconform {
namespace {

using Kind = PageLabel::Kind;

TEST(LabelOf, KnowsLabelsInSeveralLanguages) {
  struct Row {
    const char* text;
    Kind kind;
  };
  const Row rows[] = {
      {"Method", Kind::kMethod},
      {"HTTP Method:", Kind::kMethod},
      {"Méthode", Kind::kMethod},
      {"URL", Kind::kPath},
      {"📍 Endpoint URL :", Kind::kPath},
      {"Resource", Kind::kPath},
      {"HTTP Request¶", Kind::kPath},
      {"Base URL", Kind::kHost},
      {"Auth required", Kind::kAuth},
      {"Authentification requise", Kind::kAuth},
      {"Request Headers", Kind::kHeaders},
      {"Cabeceras", Kind::kHeaders},
      {"Body Parameters", Kind::kParameters},
      {"With POST Body Parameters", Kind::kParameters},
      {"Contraintes de données", Kind::kParameters},
      {"Request Body (JSON)", Kind::kParameters},
      {"Request", Kind::kRequest},
      {"Sample Call", Kind::kSample},
      {"Example Request", Kind::kSample},
      {"Success Response", Kind::kResponse},
      {"Respuesta exitosa", Kind::kResponse},
      {"Failure", Kind::kResponse},
      {"Response Elements", Kind::kMembers},
      {"Status", Kind::kStatus},
      {"Success Code", Kind::kStatus},
      {"Código", Kind::kStatus},
      {"Status Codes", Kind::kStatuses},
      {"Content", Kind::kContent},
      {"Example", Kind::kExample},
      {"Content-Type", Kind::kMediaType},
      {"Data type", Kind::kMediaType},
      {"Condition", Kind::kCondition},
      {"Required", Kind::kNeed},
      {"Note", Kind::kIgnored},
      {"Request a password reset", Kind::kOther},
      {"application/json", Kind::kOther},
      {"Our harbour has many boats and some of them are blue", Kind::kOther},
      {"", Kind::kOther},
  };
  for (const Row& row : rows) EXPECT_EQ(LabelOf(row.text, true).kind, row.kind) << row.text;
}

TEST(LabelOf, TellsWhereParametersTravel) {
  EXPECT_EQ(LabelOf("Body Parameters", false).place, Field::In::kBody);
  EXPECT_EQ(LabelOf("Query params", false).place, Field::In::kQuery);
  EXPECT_EQ(LabelOf("Path variables", false).place, Field::In::kPath);
  EXPECT_EQ(LabelOf("Parameters", false).place, std::nullopt);
  EXPECT_TRUE(LabelOf("Form Data Params", false).form);
  EXPECT_FALSE(LabelOf("Body Parameters", false).form);
}

TEST(ToneOf, HearsSuccessAndFailure) {
  using Tone = PageLabel::Tone;
  EXPECT_EQ(ToneOf("Login ok"), Tone::kSuccess);
  EXPECT_EQ(ToneOf("Opération réussie"), Tone::kSuccess);
  EXPECT_EQ(ToneOf("Skipper not known"), Tone::kError);
  EXPECT_EQ(ToneOf("Failure (when it is closed)"), Tone::kError);
  EXPECT_EQ(ToneOf("The harbour"), Tone::kNeutral);
}

}  // namespace
}  // namespace authconform
