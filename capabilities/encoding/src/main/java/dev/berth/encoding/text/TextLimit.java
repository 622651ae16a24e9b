package dev.berth.encoding.text;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// How much of a text is tokenised: its first bytes in UTF-8.
///
/// Native code tokenises all that it is given, before it leaves out what exceeds the number of
/// tokens: some 300 bytes of memory and half a microsecond for each byte. Where the head of a long
/// text fills that number, the rest would be left out in any case.
///
/// @param bytesMax of a text
record TextLimit(int bytesMax) {
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

    /// The limit of a step that says none.
    ///
    /// @param tokensMax of a record
    static TextLimit of(int tokensMax) {
        long usual = Math.clamp((long) tokensMax * BYTES_PER_TOKEN, DEFAULT_MIN, DEFAULT_MAX);
        return new TextLimit((int) Math.max(usual, (long) tokensMax * BYTES_PER_TOKEN_MIN));
    }

    boolean exceeds(byte[] text) {
        return text.length > bytesMax;
    }

    /// Within which a process that tokenises such a text answers, or is none to be waited for: some
    /// twenty times what it takes.
    Duration timeMax() {
        return Duration.ofSeconds(2).plusNanos(10_000L * bytesMax);
    }

    /// The text, or as many whole characters of it as the limit has room for.
    String head(byte[] text) {
        int end = text.length;
        if (exceeds(text)) {
            end = bytesMax;
            for (int back = 0; back < CONTINUATION_MAX && isContinuation(text[end]); back++) {
                end--;
            }
        }
        return new String(text, 0, end, StandardCharsets.UTF_8);
    }

    private static boolean isContinuation(byte unit) {
        return (unit & 0xC0) == 0x80;
    }
}
