/// Texts and chats for many at once: requests in, text as it is written out.
package formers.generation.serving;
