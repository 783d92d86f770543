// llama.cpp's prebuilt library: node llama.mjs MODEL.gguf THREADS PROMPT WRITTEN
// A line on the standard input is its turn; it answers with tokens per second read and written.
import { createInterface } from "node:readline";
import { getLlama } from "node-llama-cpp";

const [file, threads, prompt, written] = [process.argv[2], ...process.argv.slice(3).map(Number)];
const llama = await getLlama({ gpu: false, build: "never", logLevel: "error" });
const model = await llama.loadModel({ modelPath: file });
const context = await model.createContext({ contextSize: prompt + written + 64, threads, batchSize: prompt });
const sequence = context.getSequence();
const ids = Array.from({ length: prompt }, (_, i) => (i * 7919 + 13) % 32000);

for await (const _ of createInterface({ input: process.stdin })) {
    await sequence.clearHistory();
    const start = performance.now();
    await sequence.evaluateWithoutGeneratingNewTokens(ids);
    const between = performance.now();
    let count = 0;
    for await (const _ of sequence.evaluate([5], { temperature: 0, yieldEogToken: true })) {
        if (++count === written) {
            break;
        }
    }
    const end = performance.now();
    console.log("turn", (prompt * 1000) / (between - start), (count * 1000) / (end - between));
}
process.exit(0);
