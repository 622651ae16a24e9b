package dev.berth.encoding.text;

/// The tokens of one text: their positions in the vocabulary, and their types (0 for the first text
/// and its special tokens, 1 for the second) in arrays of the same length, for this package alone
/// to read.
final class Tokens {
    private final long[] ids;
    private final long[] types;

    Tokens(long[] ids, long[] types) {
        this.ids = ids;
        this.types = types;
    }

    int count() {
        return ids.length;
    }

    long[] ids() {
        return ids;
    }

    long[] types() {
        return types;
    }
}
