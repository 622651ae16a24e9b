package dev.berth.encoding.text;

/// Tokenizer of texts, which truncates at the right to its maximum length. Thread-safe, but for
/// [#close], which waits for nothing.
interface TextTokenizer extends AutoCloseable {

    Tokens encode(String text);

    /// The same of a pair: the longer of the two is cut first.
    Tokens encode(String first, String second);

    /// What it holds in memory outside of this process, in bytes.
    default long memoryBytes() {
        return 0;
    }

    @Override
    void close();
}
