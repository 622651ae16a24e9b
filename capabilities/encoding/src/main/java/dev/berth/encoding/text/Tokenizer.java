package dev.berth.encoding.text;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.util.concurrent.atomic.AtomicLong;

/// A tokenizer of the Hugging Face tokenizers library, in native memory. Thread-safe, but for
/// [#close], which never waits.
///
/// It calls the native functions and not DJL's class around them, which fetches words, spans and
/// texts of every token that are not read here, and reports its use to a server when it finds
/// itself in a certain cloud.
final class Tokenizer implements TextTokenizer {
    private static final TokenizersLibrary LIBRARY = loadLibrary();

    private final AtomicLong handle;
    private final boolean specialTokens;

    private Tokenizer(long handle, boolean specialTokens) {
        this.handle = new AtomicLong(handle);
        this.specialTokens = specialTokens;
    }

    /// DJL fetches a library for the machine's GPU unless it is set to stay offline; the one in its
    /// jar is for any CPU. A value that the property has already is kept.
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
    /// @throws RuntimeException if the library refuses the file
    static Tokenizer of(String json, TokenizerSettings settings) {
        long handle = LIBRARY.createTokenizerFromString(json);
        LIBRARY.disablePadding(handle);
        LIBRARY.setTruncation(handle, settings.tokensMax(), "LONGEST_FIRST", 0);
        return new Tokenizer(handle, settings.specialTokens());
    }

    @Override
    public Tokens encode(String text) {
        return read(LIBRARY.encode(handle(), text, specialTokens));
    }

    @Override
    public Tokens encode(String first, String second) {
        return read(LIBRARY.encodeDual(handle(), first, second, specialTokens));
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
