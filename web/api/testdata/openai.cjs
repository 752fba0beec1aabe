// Drives the OpenAI-compatible endpoint with the official openai package, as an
// existing chat client would. Usage: node openai.cjs BASE_URL
const OpenAI = require("openai");
const assert = require("node:assert");

async function main() {
  const client = new OpenAI({ baseURL: process.argv[2], apiKey: "khoa-bat-ky", maxRetries: 0 });
  const models = [];
  for await (const m of client.models.list()) models.push(m.id);
  assert.deepStrictEqual(models, ["trolyluat", "trolyluat-citizen", "trolyluat-judge", "trolyluat-drafter", "trolyluat-official"]);
  assert.strictEqual((await client.models.retrieve("trolyluat-judge")).owned_by, "trolyluat");

  const messages = [
    { role: "system", content: "Ngày áp dụng: 01/09/2024" },
    { role: "user", content: [{ type: "text", text: "Người học việc phải từ bao nhiêu tuổi?" }] },
  ];
  const whole = await client.chat.completions.create({ model: "trolyluat", messages, temperature: 0.2 });
  const text = whole.choices[0].message.content;
  assert.match(text, /15 tuổi/);
  assert.match(text, /\[1\]/);
  assert.strictEqual(whole.choices[0].finish_reason, "stop");
  assert.ok(whole.usage.total_tokens > 0);
  assert.strictEqual(whole.trolyluat.answer.as_of, "2024-09-01");
  assert.ok(whole.trolyluat.answer.citations.length > 0);

  const stream = await client.chat.completions.create({ model: "trolyluat", messages, stream: true, stream_options: { include_usage: true } });
  let streamed = "", finish = null, usage = null, citations = 0, chunks = 0;
  for await (const chunk of stream) {
    chunks++;
    if (chunk.usage) usage = chunk.usage;
    if (chunk.trolyluat) citations = chunk.trolyluat.answer.citations.length;
    for (const c of chunk.choices) {
      streamed += c.delta.content ?? "";
      if (c.finish_reason) finish = c.finish_reason;
    }
  }
  assert.strictEqual(streamed, text);
  assert.strictEqual(finish, "stop");
  assert.strictEqual(usage.total_tokens, whole.usage.total_tokens);
  assert.ok(citations > 0);

  // The package's own helper that gathers a stream.
  const helper = client.chat.completions.stream({ model: "trolyluat", messages });
  assert.strictEqual((await helper.finalChatCompletion()).choices[0].message.content, text);

  await assert.rejects(client.chat.completions.create({ model: "gpt-5", messages }), (e) => e instanceof OpenAI.NotFoundError && e.code === "not_found");
  await assert.rejects(client.chat.completions.create({ model: "trolyluat", messages: [] }), (e) => e instanceof OpenAI.BadRequestError && e.param === "messages");
  console.log(`all right: openai ${require("openai/version").VERSION}, ${models.length} models, ${chunks} chunks, ${citations} citations`);
}

main().catch((e) => { console.error(e); process.exit(1); });
