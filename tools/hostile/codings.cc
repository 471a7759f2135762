// Content codings: good, cut, bombs, mislabelled, doubled (RFC 9110 8.4).
#include "tools/hostile/says.h"

namespace authconform {
namespace {

std::string Coded(const std::string& coding, const std::string& body) {
  return Answer("200 OK", body, "Content-Encoding: " + coding + "\r\n");
}

// 256 MB in 256 KB. In members, which are quickly made: an attack that takes its time is another one.
std::string GzipBomb() { return Times(64, Gzip(std::string(4 << 20, ' '))); }

}  // namespace

// clang-format off
std::vector<Behaviour> CodingBehaviours() {
  const std::string good = SampleBody();
  const std::string gzip = Gzip(good);
  const std::string brotli = Brotli(good);
  return {
      {"GoodGzip", "codes the body with gzip, which is legal", Says(Coded("gzip", gzip)), Verdict::kPass, ""},
      {"GoodBrotli", "codes the body with brotli, which is legal", Says(Coded("br", brotli)), Verdict::kPass, ""},
      {"GzipInMembers", "codes the body in two gzip members, which is legal", Says(Coded("X-GZip", Gzip(good.substr(0, 9)) + Gzip(good.substr(9)))), Verdict::kPass, ""},
      {"GzipOfEmptyMembers", "puts twenty thousand empty gzip members before the body, which is legal", Makes([gzip] { return Coded("gzip", Times(20'000, Gzip("")) + gzip); }), Verdict::kPass, ""},
      {"GzipCutShort", "ends the gzip too early", Says(Coded("gzip", gzip.substr(0, gzip.size() - 9))), Verdict::kFail, "the gzip body ends too early (RFC 9110 8.4.1.3)"},
      {"BrotliCutShort", "ends the brotli too early", Says(Coded("br", brotli.substr(0, brotli.size() - 9))), Verdict::kFail, "the br body ends too early (RFC 9110 8.4.1"},
      {"GzipBomb", "sends 256 MB in a small gzip", Makes([] { return Coded("gzip", GzipBomb()); }), Verdict::kFail, "the decoded body is larger"},
      {"BrotliBomb", "sends 16 MB in a tiny brotli", Makes([] { return Coded("br", Brotli(std::string(16 << 20, ' '))); }), Verdict::kFail, "the decoded body is larger"},
      {"GzipBombInChunks", "sends the bomb in chunks", Makes([] { return Heading("Content-Encoding: gzip\r\nTransfer-Encoding: chunked") + Chunk(GzipBomb()) + "0\r\n\r\n"; }), Verdict::kFail, "the decoded body is larger"},
      {"GzipBombAsRefusal", "sends the bomb as a refusal", Makes([] { return Answer("401 Unauthorized", GzipBomb(), "Content-Encoding: gzip\r\n"); }), Verdict::kFail, "the decoded body is larger", true},
      {"PlainSaidToBeGzip", "says that a plain body is gzip", Says(Coded("gzip", good)), Verdict::kFail, "not the gzip its Content-Encoding says (RFC 9110 8.4.1.3)"},
      {"PlainSaidToBeBrotli", "says that a plain body is brotli", Says(Coded("br", good)), Verdict::kFail, "not the br its Content-Encoding says (RFC 9110 8.4.1"},
      {"GzipSaidToBeBrotli", "says that a gzip body is brotli", Says(Coded("br", gzip)), Verdict::kFail, "not the br its Content-Encoding says (RFC 9110 8.4.1"},
      {"GzipNotSaid", "codes the body and does not say so", Says(Answer("200 OK", gzip)), Verdict::kFail, "line 1, column "},
      {"GzipWithNoiseAfter", "puts noise after the gzip", Says(Coded("gzip", gzip + "noise")), Verdict::kFail, "not the gzip its Content-Encoding says (RFC 9110 8.4.1.3)"},
      {"GzipTwiceSaidOnce", "codes twice and says it once", Says(Coded("gzip", Gzip(gzip))), Verdict::kFail, "line 1, column "},
      {"GzipTwice", "codes twice and says so, which this client does not read", Says(Coded("gzip, gzip", Gzip(gzip))), Verdict::kError, "a Content-Encoding other than gzip or br"},
      {"TwoCodingHeaders", "tells two codings in two headers, which this client does not read", Says(Coded("br\r\nContent-Encoding: gzip", Gzip(brotli))), Verdict::kError, "a Content-Encoding other than gzip or br"},
      {"Deflate", "codes the body with deflate, which this client does not read", Says(Coded("deflate", good)), Verdict::kError, "a Content-Encoding other than gzip or br"},
      {"UnknownCoding", "tells a coding that nobody knows", Says(Coded(std::string(60'000, 'z'), good)), Verdict::kError, "a Content-Encoding other than gzip or br"},
  };
}
// clang-format on

}  // namespace authconform
