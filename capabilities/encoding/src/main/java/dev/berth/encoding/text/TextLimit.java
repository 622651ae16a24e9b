package dev.berth.encoding.text;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Limit on how much of a text is tokenised: its first bytes in UTF-8.
///
/// Native code tokenises all that it is given, before it leaves out what exceeds the number of
/// tokens: some 300 bytes of memory and half a microsecond for each byte. Where the head of a long
/// text fills that number, the rest would be left out in any case.
///
/// @param bytesMax of a text
/// @param wordBytesMax of what lies between two separators
/// @param separators characters of ASCII that end a word
record TextLimit(int bytesMax, int wordBytesMax, String separators) {
    /// Tokens of natural language and of source code have 3 to 6 bytes; runs of spaces and long
    /// words have more.
    private static final int BYTES_PER_TOKEN = 32;

    /// What those have in any case whose tokens are short.
    private static final int BYTES_PER_TOKEN_MIN = 8;

    /// A page or two, tokenised in a few milliseconds.
    private static final int DEFAULT_MIN = 4 << 10;

    /// Tokenised in a second, with some 300 MB.
    private static final int DEFAULT_MAX = 1 << 20;

    /// Bytes of a character after its first.
    private static final int CONTINUATION_MAX = 3;

    /// As little as an author may allow: a few words.
    static final int BYTES_MIN = 64;

    /// As much: native code takes 20 GB for it.
    static final int BYTES_MAX = 64 << 20;

    /// With words of any length.
    TextLimit(int bytesMax) {
        this(bytesMax, bytesMax, "");
    }

    /// The bytes of a step that does not say how many.
    ///
    /// @param tokensMax of a record
    static int bytesFor(int tokensMax) {
        long usual = Math.clamp((long) tokensMax * BYTES_PER_TOKEN, DEFAULT_MIN, DEFAULT_MAX);
        return (int) Math.max(usual, (long) tokensMax * BYTES_PER_TOKEN_MIN);
    }

    /// How many bytes of a text are tokenised.
    int end(byte[] text) {
        int end = Math.min(text.length, bytesMax);
        if (end > wordBytesMax) {
            end = Math.min(end, endOfWords(text, end));
        }
        if (end < text.length) {
            for (int back = 0;
                    back < CONTINUATION_MAX && end > 0 && isContinuation(text[end]);
                    back++) {
                end--;
            }
        }
        return end;
    }

    /// Where the first word becomes too long, or `to`.
    private int endOfWords(byte[] text, int to) {
        int word = 0;
        for (int i = 0; i < to; i++) {
            word = separators.indexOf(text[i]) >= 0 ? 0 : word + 1;
            if (word > wordBytesMax) {
                return i;
            }
        }
        return to;
    }

    boolean exceeds(byte[] text) {
        return end(text) < text.length;
    }

    /// Within which a process that tokenises such a text answers, or is none to be waited for: some
    /// twenty times what it takes.
    Duration timeMax() {
        return Duration.ofSeconds(2).plusNanos(10_000L * bytesMax);
    }

    /// As much of the text.
    String head(byte[] text) {
        return new String(text, 0, end(text), StandardCharsets.UTF_8);
    }

    private static boolean isContinuation(byte unit) {
        return (unit & 0xC0) == 0x80;
    }
}
