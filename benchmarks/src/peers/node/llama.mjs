// Reading and writing speed of llama.cpp's prebuilt library: node llama.mjs MODEL.gguf THREADS PROMPT WRITTEN ROUNDS
import { getLlama } from "node-llama-cpp";

const [file, threads, prompt, written, rounds] = [process.argv[2], ...process.argv.slice(3).map(Number)];
const llama = await getLlama({ gpu: false, build: "never", logLevel: "error" });
const model = await llama.loadModel({ modelPath: file });
const context = await model.createContext({ contextSize: prompt + written + 64, threads, batchSize: prompt });
const sequence = context.getSequence();
const ids = Array.from({ length: prompt }, (_, i) => (i * 7919 + 13) % 32000);

for (let round = 0; round < rounds; round++) {
    await sequence.clearHistory();
    let start = performance.now();
    await sequence.evaluateWithoutGeneratingNewTokens(ids);
    console.log("read", (prompt * 1000) / (performance.now() - start));
    start = performance.now();
    let count = 0;
    for await (const _ of sequence.evaluate([5], { temperature: 0, yieldEogToken: true })) {
        if (++count === written) {
            break;
        }
    }
    console.log("write", (count * 1000) / (performance.now() - start));
}
process.exit(0);
