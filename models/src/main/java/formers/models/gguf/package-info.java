/// GGUF, the file format of ggml and llama.cpp: a model in one file, its weights mapped into memory and used
/// as stored.
package formers.models.gguf;
