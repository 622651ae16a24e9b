package dev.berth.encoding.text;

/// What makes tokens of texts, cut off at the right at the number that it was made with.
/// Thread-safe, but for [#close], which waits for nothing.
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
