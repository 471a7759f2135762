#include "tools/derive/text/sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>
#include <random>

namespace authconform {
namespace {

using ::testing::ElementsAre;

std::string Repeat(std::string_view text, size_t times) {
  std::string all;
  for (size_t i = 0; i < times; ++i) all += text;
  return all;
}

// "METHOD url", then a line for each header, then "json", "form" or "multipart" with the body, then the files.
std::string Reading(std::string_view text, std::string_view language = "") {
  const auto sample = ReadRequestSample(text, language, 1);
  if (!sample) return "none";
  std::string all = sample->method + " " + sample->url;
  for (const auto& header : sample->headers) all += "\n" + header.name + ": " + header.value;
  constexpr std::string_view kEncodings[] = {"", "\njson", "\nform", "\nmultipart"};
  all += kEncodings[static_cast<size_t>(sample->encoding)];
  if (sample->body) all += " " + WriteJson(sample->body->value);
  for (const std::string& file : sample->files) all += " file " + file;
  return all;
}

struct Row {
  std::string_view text;
  std::string_view reading;
};

template <size_t kCount>
void ExpectReadings(const Row (&rows)[kCount]) {
  for (const Row& row : rows) EXPECT_EQ(Reading(row.text), row.reading) << row.text;
}

TEST(ReadRequestSample, ReadsCurl) {
  ExpectReadings({
      {"curl https://api.acme.test/me", "GET https://api.acme.test/me"},
      {"$ curl -sS -X DELETE 'https://api.acme.test/keys/7'", "DELETE https://api.acme.test/keys/7"},
      {"curl -XPUT api.acme.test/keys/7", "PUT api.acme.test/keys/7"},
      {"curl -I https://acme.test/", "HEAD https://acme.test/"},
      {"curl --location --request POST 'https://acme.test/login' \\\n--header 'Content-Type: application/json' \\\n"
       "--data-raw '{\n  \"user\": \"ada\",\n  \"pin\": 42\n}'",
       "POST https://acme.test/login\nContent-Type: application/json\njson {\"user\":\"ada\",\"pin\":42}"},
      {"curl https://acme.test/login -d '{\"user\": \"it's ada\"}'",
       "POST https://acme.test/login\njson {\"user\":\"it's ada\"}"},
      {"curl -d \"{\\\"user\\\":\\\"ada\\\"}\" https://acme.test/login",
       "POST https://acme.test/login\njson {\"user\":\"ada\"}"},
      {"curl -d \"{\"user\": \"ada\", \"pin\": 1}\" https://acme.test/login",
       "POST https://acme.test/login\njson {\"user\":\"ada\",\"pin\":1}"},
      {"curl https://acme.test/login -d {\"user\": \"ada\"}", "POST https://acme.test/login\njson {\"user\":\"ada\"}"},
      {"curl https://acme.test/login --data-binary $'{\"user\": \"ada\\'s\"}'",
       "POST https://acme.test/login\njson {\"user\":\"ada's\"}"},
      {"curl https://acme.test/login ^\n -H “X-Key: 7” ^\n -d ‘{“user”: “ada”}’",
       "POST https://acme.test/login\nX-Key: 7\njson {\"user\":\"ada\"}"},
      {"curl –X POST —header \"X-Key: 7\" https://acme.test/a", "POST https://acme.test/a\nX-Key: 7"},
      {"curl -d user=ada -d 'pin=4%202' https://acme.test/login",
       "POST https://acme.test/login\nform {\"user\":\"ada\",\"pin\":\"4 2\"}"},
      {"curl https://acme.test/login --data-urlencode \"user=a&b\" --data-urlencode 'pin=1'",
       "POST https://acme.test/login\nform {\"user\":\"a&b\",\"pin\":\"1\"}"},
      {"curl -G https://acme.test/find -d name=ada --data-urlencode \"page=2\"",
       "GET https://acme.test/find?name=ada&page=2"},
      {"curl -F \"user[name]=ada\" -F user[tags][]=x -F 'user[tags][]=y' -F 'photo=@/tmp/p.png' https://acme.test/u",
       "POST https://acme.test/u\nmultipart {\"user\":{\"name\":\"ada\",\"tags\":[\"x\",\"y\"]},\"photo\":\"\"} file "
       "/photo"},
      {"curl -u ada:secret -b \"sid=1\" https://acme.test/me",
       "GET https://acme.test/me\nAuthorization: Basic YWRhOnNlY3JldA==\nCookie: sid=1"},
      {"curl --json '{\"a\": 1}' https://acme.test/a", "POST https://acme.test/a\njson {\"a\":1}"},
      {"curl -X POST https://acme.test/a -H 'Content-Type: application/x-www-form-urlencoded' -d '{\"a\": 1}'",
       "POST https://acme.test/a\nContent-Type: application/x-www-form-urlencoded\nform {\"a\":\"1\"}"},
      {"curl https://acme.test/a -H 'Content-Type: application/json' -d @body.json",
       "POST https://acme.test/a\nContent-Type: application/json\njson"},
      {"curl https://acme.test/a -d @- <<EOF\n{\"a\": 1}\nEOF", "POST https://acme.test/a\njson {\"a\":1}"},
      {"curl -X POST https://acme.test/a\n  -H \"X-Key: 7\"\n  -d '{\"a\": 1}'",
       "POST https://acme.test/a\nX-Key: 7\njson {\"a\":1}"},
      {"# log in\ncurl -X POST https://acme.test/a\n\n{\"token\": \"t\"}", "POST https://acme.test/a"},
      {"curl https://acme.test/a | jq .", "GET https://acme.test/a"},
      {"curl https://acme.test/a\ncurl -X POST https://acme.test/b", "GET https://acme.test/a"},
      {"curl {{base url}}/login -H 'Authorization: Bearer <your token>'",
       "GET {{base url}}/login\nAuthorization: Bearer <your token>"},
      {"-X GET https://acme.test/a\n-H \"X-Key: {key}\"", "GET https://acme.test/a\nX-Key: {key}"},
      {"curl --request GET --get https://acme.test/a --data \"{\\\"a\\\": 1}\"",
       "GET https://acme.test/a\njson {\"a\":1}"},
      {"wget --method=POST --header='X-Key: 7' --post-data='a=1' https://acme.test/a",
       "POST https://acme.test/a\nX-Key: 7\nform {\"a\":\"1\"}"},
  });
  EXPECT_EQ(Reading("https://acme.test/a -H 'X-Key: 7'", "curl"), "GET https://acme.test/a\nX-Key: 7");
}

TEST(ReadRequestSample, ReadsHttpie) {
  ExpectReadings({
      {"http POST acme.test/login user=ada age:=7 X-Key:k page==2",
       "POST acme.test/login?page=2\nX-Key: k\njson {\"user\":\"ada\",\"age\":7}"},
      {"http --form POST https://acme.test/login user=ada", "POST https://acme.test/login\nform {\"user\":\"ada\"}"},
      {"https acme.test/me -a ada:secret", "GET acme.test/me\nAuthorization: Basic YWRhOnNlY3JldA=="},
  });
}

TEST(ReadRequestSample, ReadsHttpItself) {
  ExpectReadings({
      {"POST /login HTTP/1.1\nHost: acme.test\nContent-Type: application/json\n\n{\"user\": \"ada\"}",
       "POST /login\nHost: acme.test\nContent-Type: application/json\njson {\"user\":\"ada\"}"},
      {"POST https://acme.test/login\nContent-Type: application/x-www-form-urlencoded\n\nuser=ada&pin=1",
       "POST https://acme.test/login\nContent-Type: application/x-www-form-urlencoded\nform "
       "{\"user\":\"ada\",\"pin\":\"1\"}"},
      {"GET /me?full=1 HTTP/1.1\r\nAuthorization: Bearer t\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{}",
       "GET /me?full=1\nAuthorization: Bearer t"},
      {"POST /login\n{\"user\": \"ada\"}", "POST /login\njson {\"user\":\"ada\"}"},
      {"POST /login\nuser: text\n", "POST /login"},
      {"Request:\nPOST /login\n\n{\"a\": 1}", "POST /login\njson {\"a\":1}"},
      {"POST /u HTTP/1.1\nContent-Type: multipart/form-data; boundary=x\n\n--x\nContent-Disposition: form-data; "
       "name=\"a\"\n\n"
       "one\n--x\nContent-Disposition: form-data; name=\"f\"; filename=\"p.png\"\n\nbytes\n--x--",
       "POST /u\nContent-Type: multipart/form-data; boundary=x\nmultipart {\"a\":\"one\",\"f\":\"\"} file /f"},
  });
}

TEST(ReadRequestSample, ReadsJavaScript) {
  ExpectReadings({
      {"fetch('https://acme.test/me').then(r => r.json())", "GET https://acme.test/me"},
      {"const url = new URL(\"https://acme.test/login\");\nlet headers = {\n  \"Accept\": \"application/json\",\n};\n"
       "let body = {\n  \"user\": \"ada\"\n}\nfetch(url, {\n  method: \"POST\",\n  headers,\n  body: "
       "JSON.stringify(body)\n})\n"
       "  .then(data => console.log(data));",
       "POST https://acme.test/login\nAccept: application/json\njson {\"user\":\"ada\"}"},
      {"const response = await fetch(`${BASE}/login`, {\n method: 'post', headers: {'X-Key': 'k'},\n"
       " body: JSON.stringify({ user, pin: 1 })\n});\nconst data = await response.json();",
       "POST ${BASE}/login\nX-Key: k\njson {\"user\":null,\"pin\":1}"},
      {"const url = new URL('https://acme.test/find');\nlet params = {\"page\": \"2\"};\n"
       "Object.keys(params).forEach(key => url.searchParams.append(key, params[key]));\nfetch(url, {method: 'GET'})",
       "GET https://acme.test/find?page=2"},
      {"const body = new FormData();\nbody.append('user[name]', 'ada');\n"
       "body.append('photo', document.querySelector('input[name=\"photo\"]').files[0]);\n"
       "fetch('https://acme.test/u', {method: 'POST', body})",
       "POST https://acme.test/u\nmultipart {\"user\":{\"name\":\"ada\"},\"photo\":\"\"} file /photo"},
      {"var urlencoded = new URLSearchParams();\nurlencoded.append('user', 'ada');\n"
       "fetch('https://acme.test/t', {method: 'POST', body: urlencoded})",
       "POST https://acme.test/t\nform {\"user\":\"ada\"}"},
      {"const p = new URLSearchParams();\np.append('user', 'ada');\nfetch('https://acme.test/t', {method: 'POST', "
       "body: p})",
       "POST https://acme.test/t\nform {\"user\":\"ada\"}"},
      {"fetch('https://acme.test/t', {method: 'POST', body: new URLSearchParams({user: 'ada'})})",
       "POST https://acme.test/t\nform {\"user\":\"ada\"}"},
      {"var h = new Headers();\nmyHeaders.append('X-Key', 'k');\nvar raw = JSON.stringify({\"a\": 1});\n"
       "var requestOptions = {method: 'POST', headers: h, body: raw, redirect: 'follow'};\n"
       "fetch(\"https://acme.test/a\", requestOptions)",
       "POST https://acme.test/a\nX-Key: k\njson {\"a\":1}"},
      {"axios.post('https://acme.test/login', {\n data: {user: 'ada'}\n}, {\n headers: {Authorization: 'Bearer ' + "
       "token}\n})",
       "POST https://acme.test/login\nAuthorization: Bearer\njson {\"data\":{\"user\":\"ada\"}}"},
      {"axios({ method: 'put', url: '/keys/7', data: { a: 1 }, headers: { 'X-Key': 'k' } })",
       "PUT /keys/7\nX-Key: k\njson {\"a\":1}"},
      {"const api = axios.create({ baseURL: 'https://acme.test/v1' });\napi.get('/me', { params: { full: 1 } })",
       "GET https://acme.test/v1/me?full=1"},
      {"$.ajax({ url: 'https://acme.test/login', type: 'POST', data: { user: 'ada', pin: 1 },\n"
       " success: function (data) { console.log(data); } });",
       "POST https://acme.test/login\nform {\"user\":\"ada\",\"pin\":\"1\"}"},
      {"$.ajax({ url: '/login', method: 'POST', contentType: 'application/json', data: JSON.stringify({user: 'ada'}) "
       "})",
       "POST /login\nContent-Type: application/json\njson {\"user\":\"ada\"}"},
      {"$.post('/login', { user: 'ada' }, function (r) {});", "POST /login\nform {\"user\":\"ada\"}"},
      {"var data = JSON.stringify({\"a\": 1});\nvar xhr = new XMLHttpRequest();\nxhr.open(\"POST\", "
       "\"https://acme.test/a\");\n"
       "xhr.setRequestHeader(\"X-Key\", \"k\");\nxhr.send(data);",
       "POST https://acme.test/a\nX-Key: k\njson {\"a\":1}"},
      {"var xhr = new XMLHttpRequest();\nxhr.open('POST', '/t');\nxhr.send('user=ada&pin=1');",
       "POST /t\nform {\"user\":\"ada\",\"pin\":\"1\"}"},
      {"var request = require(\"request\");\nvar options = { method: 'POST',\n  url: ' https://acme.test/a',\n"
       "  headers: { 'X-Key': '{key}’ },\n  body: { a: 1 },\n  json: true };\nrequest(options, function (error) {});",
       "POST https://acme.test/a\nX-Key: {key}\njson {\"a\":1}"},
      {"const https = require('https');\nconst data = JSON.stringify({ a: 1 });\nconst options = {\n  hostname: "
       "'acme.test',\n"
       "  path: '/a',\n  method: 'POST',\n  headers: { 'X-Key': 'k' }\n};\nconst req = https.request(options, res => "
       "{});\n"
       "req.write(data);\nreq.end();",
       "POST https://acme.test/a\nX-Key: k\njson {\"a\":1}"},
      {"request.post('/login').set('X-Key', 'k').send({ user: 'ada' })",
       "POST /login\nX-Key: k\njson {\"user\":\"ada\"}"},
  });
}

TEST(ReadRequestSample, ReadsPython) {
  ExpectReadings({
      {"import requests\n\nurl = \"https://acme.test/login\"\npayload = {\n  \"data\": {\"user\": \"ada\"},\n}\n"
       "headers = {\"X-Key\": \"k\"}\nr = requests.post(url, json=payload, headers=headers)\nprint(r.json())",
       "POST https://acme.test/login\nX-Key: k\njson {\"data\":{\"user\":\"ada\"}}"},
      {"import requests\nr = requests.post('https://acme.test/t', data={'user': 'ada'}, auth=('id', 'key'))",
       "POST https://acme.test/t\nAuthorization: Basic aWQ6a2V5\nform {\"user\":\"ada\"}"},
      {"import requests, json\nrequests.request(\"PATCH\", 'https://acme.test/t', data=json.dumps({'a': 1}))",
       "PATCH https://acme.test/t\njson {\"a\":1}"},
      {"requests.get(f\"{BASE}/find\", params={'page': 2}, headers={'Authorization': f'Bearer {token}'})",
       "GET {BASE}/find?page=2\nAuthorization: Bearer {token}"},
      {"files = {'photo': open('p.png', 'rb')}\nrequests.post('https://acme.test/u', files=files)",
       "POST https://acme.test/u\nmultipart {\"photo\":\"\"} file /photo"},
      {"requests.post('https://acme.test/u', files={'photo': open('p.png', 'rb')}, data={'a': 'x'})",
       "POST https://acme.test/u\nmultipart {\"photo\":\"\",\"a\":\"x\"} file /photo"},
      {"import http.client\nconn = http.client.HTTPSConnection(\"acme.test\")\npayload = \"{\\\"a\\\": 1}\"\n"
       "headers = { 'X-Key': \"k\" }\nconn.request(\"POST\", \"/a\", payload, headers)",
       "POST https://acme.test/a\nX-Key: k\njson {\"a\":1}"},
  });
}

TEST(ReadRequestSample, ReadsPhp) {
  ExpectReadings({
      {"$client = new \\GuzzleHttp\\Client();\n$response = $client->post(\n    'https://acme.test/login',\n    [\n"
       "        'headers' => [\n            'X-Key' => 'k',\n        ],\n        'json' => [\n            'user' => "
       "'ada',\n"
       "        ],\n    ]\n);\n$body = $response->getBody();",
       "POST https://acme.test/login\nX-Key: k\njson {\"user\":\"ada\"}"},
      {"<?php\n$r = $client->request('POST', 'https://acme.test/t', ['form_params' => ['a' => 1], 'query' => ['b' => "
       "'2']]);",
       "POST https://acme.test/t?b=2\nform {\"a\":\"1\"}"},
      {"$client->post('https://acme.test/u', [\n 'multipart' => [\n  ['name' => 'a', 'contents' => 'x'],\n"
       "  ['name' => 'photo', 'contents' => fopen('/tmp/p', 'r')],\n ],\n]);",
       "POST https://acme.test/u\nmultipart {\"a\":\"x\",\"photo\":\"\"} file /photo"},
      {"$ch = curl_init();\ncurl_setopt($ch, CURLOPT_URL, 'https://acme.test/t');\ncurl_setopt($ch, CURLOPT_POST, 1);\n"
       "curl_setopt($ch, CURLOPT_POSTFIELDS, json_encode(array('a' => 1)));\n"
       "curl_setopt($ch, CURLOPT_HTTPHEADER, array('X-Key: k', 'Accept: text/html'));",
       "POST https://acme.test/t\nX-Key: k\nAccept: text/html\njson {\"a\":1}"},
      {"curl_setopt_array($curl, array(\n  CURLOPT_URL => \"https://acme.test/t\",\n  CURLOPT_CUSTOMREQUEST => "
       "\"PUT\",\n"
       "  CURLOPT_POSTFIELDS =>\"{\\n \\\"a\\\": 1\\n}\",\n  CURLOPT_HTTPHEADER => array(\n    \"X-Key: k\"\n  ),\n));",
       "PUT https://acme.test/t\nX-Key: k\njson {\"a\":1}"},
      {"$headers = ['X-Key' => 'k'];\n$body = '{\n \"a\": 1\n}';\n"
       "$request = new Request('POST', 'https://acme.test/t', $headers, $body);",
       "POST https://acme.test/t\nX-Key: k\njson {\"a\":1}"},
      {"$r = Http::withHeaders(['X-Key' => 'k'])->post('https://acme.test/t', ['a' => 1]);",
       "POST https://acme.test/t\nX-Key: k\njson {\"a\":1}"},
      {"curl_setopt($ch, CURLOPT_URL, 'https://acme.test/t');\n"
       "curl_setopt($ch, CURLOPT_POSTFIELDS, http_build_query(['a' => 1]));",
       "POST https://acme.test/t\nform {\"a\":\"1\"}"},
  });
}

TEST(ReadRequestSample, ReadsRuby) {
  ExpectReadings({
      {"require 'httparty'\nr = HTTParty.post(\"https://acme.test/t\",\n  :headers => { 'X-Key ' => '{key}’ },\n"
       "  :body => { :a => 1 }.to_json)\nputs r",
       "POST https://acme.test/t\nX-Key: {key}\njson {\"a\":1}"},
      {"RestClient.post 'https://acme.test/t', { user: 'ada' }.to_json",
       "POST https://acme.test/t\njson {\"user\":\"ada\"}"},
      {"RestClient.post('https://acme.test/t', {a: 1}.to_json, headers: { content_type: :json })",
       "POST https://acme.test/t\ncontent-type: application/json\njson {\"a\":1}"},
      {"uri = URI('https://acme.test/t')\nrequest = Net::HTTP::Post.new(uri)\nrequest['X-Key'] = 'k'\n"
       "request.body = { a: 1 }.to_json",
       "POST https://acme.test/t\nX-Key: k\njson {\"a\":1}"},
      {"url = URI(\"https://acme.test/t\")\nrequest = Net::HTTP::Post.new(url)\nrequest.set_form_data('a' => '1')",
       "POST https://acme.test/t\nform {\"a\":\"1\"}"},
  });
}

TEST(ReadRequestSample, ReadsCompiledLanguages) {
  ExpectReadings({
      {"payload := strings.NewReader(\"{\\\"a\\\": 1}\")\nreq, _ := http.NewRequest(\"POST\", \"https://acme.test/t\", "
       "payload)\n"
       "req.Header.Add(\"X-Key\", \"k\")",
       "POST https://acme.test/t\nX-Key: k\njson {\"a\":1}"},
      {"resp, err := http.Post(\"https://acme.test/t\", \"application/json\", bytes.NewBuffer([]byte(`{\"a\": 1}`)))",
       "POST https://acme.test/t\njson {\"a\":1}"},
      {"MediaType mediaType = MediaType.parse(\"application/json\");\n"
       "RequestBody body = RequestBody.create(mediaType, \"{\\\"a\\\": 1}\");\nRequest request = new "
       "Request.Builder()\n"
       "  .url(\"https://acme.test/t\")\n  .post(body)\n  .addHeader(\"X-Key\", \"k\")\n  .build();",
       "POST https://acme.test/t\nX-Key: k\njson {\"a\":1}"},
      {"RequestBody body = RequestBody.create(mediaType, \"{\\\"a\\\": 1}\");\n"
       "new Request.Builder().url(\"https://acme.test/t\").method(\"PUT\", body).build();",
       "PUT https://acme.test/t\njson {\"a\":1}"},
      {"RequestBody body = new FormBody.Builder()\n  .add(\"user\", \"ada\")\n  .build();\n"
       "Request request = new Request.Builder().url(\"https://acme.test/t\").post(body).build();",
       "POST https://acme.test/t\nform {\"user\":\"ada\"}"},
      {"URL url = new URL(\"https://acme.test/t\");\nHttpURLConnection con = (HttpURLConnection) "
       "url.openConnection();\n"
       "con.setRequestMethod(\"POST\");\ncon.setRequestProperty(\"X-Key\", \"k\");\nString json = \"{\\\"a\\\":\" + \" "
       "1}\";",
       "POST https://acme.test/t\nX-Key: k\njson {\"a\":1}"},
      {"HttpRequest request = HttpRequest.newBuilder()\n .uri(URI.create(\"https://acme.test/t\"))\n"
       " .header(\"X-Key\", \"k\")\n .POST(HttpRequest.BodyPublishers.ofString(\"{\\\"a\\\": 1}\"))\n .build();",
       "POST https://acme.test/t\nX-Key: k\njson {\"a\":1}"},
      {"var client = new RestClient(\"https://acme.test/t\");\nvar request = new RestRequest(Method.POST);\n"
       "request.AddHeader(\"X-Key\", \"k\");\n"
       "request.AddParameter(\"application/json\", \"{\\\"a\\\": 1}\", ParameterType.RequestBody);",
       "POST https://acme.test/t\nX-Key: k\njson {\"a\":1}"},
      {"var client = new HttpClient();\nclient.DefaultRequestHeaders.Add(\"X-Key\", \"k\");\n"
       "var content = new StringContent(\"{\\\"a\\\": 1}\", Encoding.UTF8, \"application/json\");\n"
       "var r = await client.PostAsync(\"https://acme.test/t\", content);",
       "POST https://acme.test/t\nX-Key: k\njson {\"a\":1}"},
      {"var values = new Dictionary<string, string> { { \"user\", \"ada\" } };\n"
       "var r = await client.PostAsync(\"https://acme.test/t\", new FormUrlEncodedContent(values));",
       "POST https://acme.test/t\nform {\"user\":\"ada\"}"},
      {"let url = URL(string: \"https://acme.test/t\")!\nvar request = URLRequest(url: url)\nrequest.httpMethod = "
       "\"POST\"\n"
       "request.setValue(\"k\", forHTTPHeaderField: \"X-Key\")\nlet parameters: [String: Any] = [\"a\": 1]\n"
       "request.httpBody = try? JSONSerialization.data(withJSONObject: parameters)",
       "POST https://acme.test/t\nX-Key: k\njson {\"a\":1}"},
      {"final r = await http.post(Uri.parse('https://acme.test/t'), headers: {'X-Key': 'k'}, body: jsonEncode({'a': "
       "1}));",
       "POST https://acme.test/t\nX-Key: k\njson {\"a\":1}"},
      {"$headers = @{ \"X-Key\" = \"k\" }\n$body = @{ a = 1 } | ConvertTo-Json\n"
       "Invoke-RestMethod -Uri \"https://acme.test/t\" -Method POST -Headers $headers -Body $body",
       "POST https://acme.test/t\nX-Key: k\njson {\"a\":1}"},
  });
}

TEST(ReadRequestSample, MakesNothingOfOtherText) {
  constexpr std::string_view kTexts[] = {
      "",
      "{\"url\": \"https://acme.test/a\", \"method\": \"GET\"}",
      "[{\"href\": \"/a\"}]",
      "HTTP/1.1 200 OK\nContent-Type: application/json\n\n{\"a\": 1}",
      "<html><a href=\"https://acme.test/\">x</a></html>",
      "Use curl to call it.",
      "GET the token from https://acme.test first.",
      "GET /a\nPOST /b\nDELETE /c",
      "GET /a\n\nPOST /b",
      "https://acme.test/callback?error=denied",
      "Authorization: Bearer token",
      "const client = new Acme({ key: 'k' });\nclient.users.list();",
      "app.post('/login', (req, res) => { res.send({a: 1}); });",
      "const home = 'https://acme.test/';",
      "Request a token, then fetch the list (see below).",
      "http://acme.test/",
  };
  for (const std::string_view text : kTexts) EXPECT_EQ(Reading(text), "none") << text;
}

TEST(ReadRequestSample, TellsLines) {
  const auto sample = ReadRequestSample(
      "\ncurl -X POST \\\n  https://acme.test/a \\\n  -H 'X-Key: k' \\\n  -d '{\n    \"a\": 1,\n    \"b\": 2\n  }'\n",
      "bash", 10);
  ASSERT_TRUE(sample);
  EXPECT_EQ(sample->lines, (Lines{11, 17}));
  ASSERT_EQ(sample->headers.size(), 1u);
  EXPECT_EQ(sample->headers[0].lines, (Lines{13, 13}));
  ASSERT_TRUE(sample->body);
  EXPECT_EQ(sample->body->lines.at("/b"), (Lines{16, 16}));

  const auto code = ReadRequestSample(
      "fetch('https://acme.test/a', {\n method: 'POST',\n headers: {\n  'X-Key': 'k'\n },\n body: JSON.stringify({\n  "
      "a: 1\n })\n})",
      "js", 20);
  ASSERT_TRUE(code);
  EXPECT_EQ(code->headers[0].lines, (Lines{23, 23}));
  EXPECT_EQ(code->body->lines.at("/a"), (Lines{26, 26}));

  const auto form = ReadRequestSample("curl https://acme.test/a \\\n -F a[b]=1 \\\n -F a[c]=2", "bash", 1);
  ASSERT_TRUE(form);
  EXPECT_EQ(form->body->lines.at("/a/c"), (Lines{3, 3}));
  EXPECT_EQ(form->body->lines.at("/a"), (Lines{2, 3}));
}

TEST(ReadRequestSample, TakesHeadersOnlyWithNamesOfRfc9110) {
  const auto sample =
      ReadRequestSample("curl https://acme.test/ -H 'X-Key: k' -H 'no header: x' -H 'x-key: 2' -H ': y'", "", 1);
  ASSERT_TRUE(sample);
  std::vector<std::string> names;
  for (const auto& header : sample->headers) names.push_back(header.name);
  EXPECT_THAT(names, ElementsAre("X-Key"));
}

// Of processor time, which other programs on the machine do not change.
double SecondsToRead(std::string_view text) {
  const std::clock_t begin = std::clock();
  ReadRequestSample(text, "", 1);
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

TEST(ReadRequestSample, IsLinearInWhateverItIsGiven) {
  constexpr std::string_view kPieces[] = {
      "f(",
      "post(",
      "a.post(\"/x\",",
      "headers={",
      "headers:{}",
      "body={a:1}\n",
      "a=a+a;",
      "(\"/x\")",
      "{",
      "[",
      "\"",
      "'",
      "\"\"\"",
      "`",
      "/* ",
      "<<AB\n",
      "-d \"{\"",
      "-d '{\n",
      "{\n",
      " -H 'a: b'",
      " -d a=b",
      "a'b ",
      "\\\n",
      "<a ",
      "b=\"x\"+a;a=b+b;",
      "x.append('a','b');",
      "a<b,",
      "if(a<b){",
      "--x\n",
      "a: b\n",
      "$(",
      " -F a[b][c]=1",
      " -G -d a=b",
      "curl ",
      "request(\"POST\",",
      "data=data\n",
      "url=url+\"/x\"\n",
  };
  for (const std::string_view piece : kPieces) {
    for (const std::string_view start :
         {"", "curl https://a.test/ ", "fetch('https://a.test/', ", "POST /a HTTP/1.1\n"}) {
      const double once = SecondsToRead(std::string(start) + Repeat(piece, 5'000 / piece.size()));
      const double four_times = SecondsToRead(std::string(start) + Repeat(piece, 20'000 / piece.size()));
      // Quadratic time would be 16 times as much.
      EXPECT_LT(four_times, 9 * once + 0.05) << start << " then " << piece;
    }
  }
}

TEST(ReadRequestSample, SurvivesGarbage) {
  constexpr std::string_view kPieces[] = {
      "curl ", "-d ", "-H ", "'",    "\"", "{",      "}",      "(",       ")",    "[",   "]",  "=", ":",
      ",",     "\n",  "\\",  "post", ".",  "fetch(", "'/x'",   "headers", "body", "url", "=>", "$", "<",
      ">",     "“",   "’",   "\xC2", "a",  "1",      "method", "'POST'",  "`",    "-",   "@"};
  std::mt19937 random(5);
  for (int i = 0; i < 20'000; ++i) {
    std::string text = i % 2 == 0 ? "fetch('/x', " : "curl /x ";
    for (int n = static_cast<int>(random() % 40); n > 0; --n) text += kPieces[random() % std::size(kPieces)];
    const auto sample = ReadRequestSample(text, "", 1);
    if (!sample || !sample->body) continue;
    for (const auto& [pointer, lines] : sample->body->lines)
      ASSERT_NE(sample->body->value.At(pointer), nullptr) << text;
    for (const std::string& file : sample->files) ASSERT_NE(sample->body->value.At(file), nullptr) << text;
  }
}

}  // namespace
}  // namespace authconform
