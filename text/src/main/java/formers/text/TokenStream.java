package formers.text;

/// Takes tokens, gives characters. Not thread-safe.
sealed interface TokenStream permits ByteStream, WindowStream {

    String accept(int id);

    String flush();
}
