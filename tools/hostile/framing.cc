// How a body's end is told, wrongly or oddly (RFC 9112 6 and 7).
#include "tools/hostile/says.h"

namespace authconform {

// clang-format off
std::vector<Behaviour> FramingBehaviours() {
  const std::string good = SampleBody();
  const std::string length = "Content-Length: " + std::to_string(good.size());
  return {
      {"ConflictingLengths", "tells two Content-Lengths", Says(Heading(length + "\r\nContent-Length: 3") + good), Verdict::kFail, "two different Content-Length values (RFC 9112 6.3)"},
      {"ConflictingLengthList", "tells two lengths in one Content-Length", Says(Heading(length + ", 3") + good), Verdict::kFail, "two different Content-Length values (RFC 9112 6.3)"},
      {"SameLengthTwice", "tells the same Content-Length twice, which a client may take", Says(Heading(length + "\r\n" + length) + good), Verdict::kPass, ""},
      {"LengthAndChunks", "sends chunks with a Content-Length", Says(Heading(length + "\r\nTransfer-Encoding: chunked") + Chunk(good) + "0\r\n\r\n"), Verdict::kFail, "both Content-Length and Transfer-Encoding (RFC 9112 6.2)"},
      {"LengthNoNumber", "tells a Content-Length of letters", Says(Heading("Content-Length: abc") + good), Verdict::kFail, "Content-Length is not a number (RFC 9112 6.3)"},
      {"LengthNegative", "tells a negative Content-Length", Says(Heading("Content-Length: -4") + good), Verdict::kFail, "Content-Length is not a number (RFC 9112 6.3)"},
      {"LengthSigned", "puts a plus before Content-Length", Says(Heading("Content-Length: +4") + good), Verdict::kFail, "Content-Length is not a number (RFC 9112 6.3)"},
      {"LengthInHex", "tells Content-Length in hexadecimal digits", Says(Heading("Content-Length: 0x4f") + good), Verdict::kFail, "Content-Length is not a number (RFC 9112 6.3)"},
      {"LengthEmpty", "tells an empty Content-Length", Says(Heading("Content-Length:") + good), Verdict::kFail, "Content-Length is empty (RFC 9112 6.3)"},
      {"LengthOver64Bits", "tells a Content-Length of more than 64 bits", Says(Heading("Content-Length: 18446744073709551620") + good), Verdict::kFail, "Content-Length is over the limit"},
      {"LengthBelowBody", "tells half the body's length, and the rest is junk on the connection", Says(Heading("Content-Length: 20") + good), Verdict::kFail, "a JSON body"},
      {"LengthAboveBody", "ends the connection before the length that it told", SaysAndEnds(Heading("Content-Length: 9999") + good), Verdict::kError, "closed the connection in the middle of the response's body"},
      {"NoLength", "tells no length and ends the connection instead, which is legal", SaysAndEnds(Heading("X-A: b") + good), Verdict::kPass, ""},
      {"Chunks", "sends the body in chunks with extensions and a trailer, which is legal", Says(Chunked("1;a=\"b\"\r\n{\r\n" + Chunk(good.substr(1)) + "000;last\r\nDigest: x\r\n\r\n")), Verdict::kPass, ""},
      {"ChunkOfEachByte", "sends each byte in a chunk of its own, which is legal", Makes([good] { std::string all; for (const char c : good) all += Chunk({c}); return Chunked(all + "0\r\n\r\n"); }), Verdict::kPass, ""},
      {"ChunkSizeBelowData", "tells a chunk size below that of its data", Says(Chunked("3\r\n" + good + "\r\n0\r\n\r\n")), Verdict::kFail, "a chunk's size is not that of its data (RFC 9112 7.1)"},
      {"ChunkSizeAboveData", "tells a chunk size above that of its data", Says(Chunked("3\r\n{}\r\n0\r\n\r\n")), Verdict::kFail, "(RFC 9112 7.1)"},
      {"ChunkSizeNoNumber", "tells a chunk size of other letters", Says(Chunked("xyz\r\n")), Verdict::kFail, "not a hexadecimal number (RFC 9112 7.1)"},
      {"ChunkSizeEmpty", "tells no chunk size", Says(Chunked("\r\n" + good + "\r\n0\r\n\r\n")), Verdict::kFail, "not a hexadecimal number (RFC 9112 7.1)"},
      {"ChunkSizeSigned", "tells a negative chunk size", Says(Chunked("-1\r\n")), Verdict::kFail, "not a hexadecimal number (RFC 9112 7.1)"},
      {"ChunkSizeWith0x", "puts 0x before a chunk size", Says(Chunked("0x2\r\n{}\r\n0\r\n\r\n")), Verdict::kFail, "not a hexadecimal number (RFC 9112 7.1)"},
      {"ChunkSizeOver64Bits", "tells a chunk size of more than 64 bits", Says(Chunked("10000000000000002\r\n{}\r\n0\r\n\r\n")), Verdict::kFail, "a chunk's size has more digits"},
      {"ChunkSizeEndsInBareLf", "ends a chunk's size without CR", Says(Chunked("2\n{}\r\n0\r\n\r\n")), Verdict::kFail, "does not end in CR LF (RFC 9112 7.1)"},
      {"ChunkDataEndsInBareLf", "ends a chunk's data without CR", Says(Chunked("2\r\n{}\n0\r\n\r\n")), Verdict::kFail, "a chunk's size is not that of its data (RFC 9112 7.1)"},
      {"LastChunkMissing", "ends the connection without a last chunk", SaysAndEnds(Chunked(Chunk(good))), Verdict::kError, "closed the connection in the middle of the response's body"},
      {"EndlessChunkExtension", "never ends a chunk's extension", Floods(Chunked("4;"), std::string(4'096, 'x')), Verdict::kFail, "a chunk's size line is longer than"},
      {"EndlessTrailers", "never ends its trailers", Floods(Chunked("0\r\n"), Times(100, "A: b\r\n")), Verdict::kFail, "too many chunk trailers"},
      {"TrailerWithoutColon", "sends a trailer without colon", Says(Chunked("0\r\nnonsense\r\n\r\n")), Verdict::kFail, "trailer line 1 has no colon (RFC 9112 5)"},
      {"FramingInTrailer", "tells a Content-Length in a trailer, where it counts for nothing", Says(Chunked(Chunk(good) + "0\r\nContent-Length: 1\r\n\r\n")), Verdict::kPass, ""},
      {"ChunkedTwice", "applies the chunked coding twice", Says(Heading("Transfer-Encoding: chunked, chunked") + Chunk(Chunk(good) + "0\r\n\r\n") + "0\r\n\r\n"), Verdict::kFail, "twice (RFC 9112 6.1)"},
      {"ChunkedInHttp10", "sends chunks as HTTP/1.0", Says("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + Chunk(good) + "0\r\n\r\n"), Verdict::kFail, "HTTP/1.0 response (RFC 9112 6.1)"},
      {"OtherTransferCoding", "sends the body in a transfer coding that nobody offered to read", Says(Heading("Transfer-Encoding: gzip, chunked") + Chunk(Gzip(good)) + "0\r\n\r\n"), Verdict::kError, "a transfer coding other than chunked (RFC 9112 7)"},
      {"NoContentWithBody", "sends a body after a 204, which counts as junk on the connection", Says("HTTP/1.1 204 No Content\r\n\r\n" + good), Verdict::kFail, "204 No Content"},
      {"NoContentWithLength", "tells a Content-Length of a 204's body", Says("HTTP/1.1 204 No Content\r\n" + length + "\r\n\r\n" + good), Verdict::kFail, "a 204 with a Content-Length (RFC 9110 8.6)"},
      {"NoContentWithChunks", "sends a 204 in chunks", Says("HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n" + Chunk(good) + "0\r\n\r\n"), Verdict::kFail, "a 204 with Transfer-Encoding (RFC 9112 6.1)"},
      {"NotModifiedWithBody", "sends a body after a 304, which counts as junk on the connection", Says("HTTP/1.1 304 Not Modified\r\n" + length + "\r\n\r\n" + good), Verdict::kFail, "304 Not Modified"},
      {"NotModifiedWithoutLength", "sends a 304 without length, which is legal and not as documented", Says("HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n"), Verdict::kFail, "304 Not Modified"},
  };
}
// clang-format on

}  // namespace authconform
