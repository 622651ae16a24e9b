package dev.berth.encoding.text;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.util.concurrent.atomic.AtomicLong;

/// A tokenizer of the Hugging Face tokenizers library, in native memory. Thread-safe, but for
/// [#close], which waits for nobody.
///
/// It calls the native functions and not DJL's class around them, which fetches words, spans and
/// texts of every token that nobody here reads, and reports its use to a server when it finds
/// itself in a certain cloud.
final class Tokenizer implements AutoCloseable {
    private static final TokenizersLibrary LIBRARY = loadLibrary();

    private final AtomicLong handle;
    private final SpecialTokens specialTokens;

    private Tokenizer(long handle, SpecialTokens specialTokens) {
        this.handle = new AtomicLong(handle);
        this.specialTokens = specialTokens;
    }

    /// Whether the tokenizer puts its special tokens around a text.
    enum SpecialTokens {
        ADDED,
        LEFT_OUT
    }

    /// DJL fetches a library for the machine's GPU unless it is told to stay offline; the one in
    /// its jar is for any CPU. Where somebody has set the property, theirs holds.
    private static TokenizersLibrary loadLibrary() {
        if (System.getProperty("ai.djl.offline") == null) {
            System.setProperty("ai.djl.offline", "true");
        }
        LibUtils.checkStatus();
        return TokenizersLibrary.LIB;
    }

    /// Makes a tokenizer that cuts longer texts off at the right and pads nothing.
    ///
    /// @param json the text of a `tokenizer.json`
    /// @param maxLength tokens of a text at most, special ones included
    /// @throws RuntimeException if the library refuses the file
    static Tokenizer of(String json, int maxLength, SpecialTokens specialTokens) {
        long handle = LIBRARY.createTokenizerFromString(json);
        LIBRARY.disablePadding(handle);
        LIBRARY.setTruncation(handle, maxLength, "LONGEST_FIRST", 0);
        return new Tokenizer(handle, specialTokens);
    }

    Tokens encode(String text) {
        return read(LIBRARY.encode(handle(), text, specialTokens == SpecialTokens.ADDED));
    }

    Tokens encode(String first, String second) {
        return read(
                LIBRARY.encodeDual(handle(), first, second, specialTokens == SpecialTokens.ADDED));
    }

    private static Tokens read(long encoding) {
        try {
            return new Tokens(LIBRARY.getTokenIds(encoding), LIBRARY.getTypeIds(encoding));
        } finally {
            LIBRARY.deleteEncoding(encoding);
        }
    }

    private long handle() {
        long open = handle.get();
        if (open == 0) {
            throw new IllegalStateException("tokenizer used after its release");
        }
        return open;
    }

    @Override
    public void close() {
        long open = handle.getAndSet(0);
        if (open != 0) {
            LIBRARY.deleteTokenizer(open);
        }
    }
}
