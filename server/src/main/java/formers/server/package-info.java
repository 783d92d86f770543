/// OpenAI's HTTP interface over models in this process: chats, completions, embeddings, with a page to chat
/// on.
package formers.server;
