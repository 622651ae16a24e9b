package dev.berth.encoding.text;

import dev.berth.core.ProblemException;
import dev.berth.encoding.BatchLayout;
import java.util.Optional;

/// A tokenizer that is given no more of a text than a limit.
///
/// Of a longer text the head is tokenised. If that makes as many tokens as a record may have, they
/// are those of the whole text. Otherwise the rest counts, and the text is refused.
final class LimitedTokenizer implements AutoCloseable {
    private final TextTokenizer tokenizer;
    private final TextLimit limit;
    private final int tokensMax;
    private final BatchLayout rows;
    private final String from;
    private final String pairWith;

    /// @param tokensMax of a record, at which `tokenizer` cuts
    /// @param from the name of the texts' tensor
    /// @param pairWith that of the second texts, if there are any
    LimitedTokenizer(
            TextTokenizer tokenizer,
            TextLimit limit,
            int tokensMax,
            BatchLayout rows,
            String from,
            Optional<String> pairWith) {
        this.tokenizer = tokenizer;
        this.limit = limit;
        this.tokensMax = tokensMax;
        this.rows = rows;
        this.from = from;
        this.pairWith = pairWith.orElse("");
    }

    /// @param text in UTF-8
    /// @throws ProblemException `pipeline-step-failed` if the text is too long
    Tokens encode(int row, byte[] text) {
        Tokens tokens = tokenizer.encode(limit.head(text));
        requireAll(row, from, text, tokens);
        return tokens;
    }

    /// The same for a pair.
    Tokens encode(int row, byte[] first, byte[] second) {
        requireAllAlone(row, from, first);
        requireAllAlone(row, pairWith, second);
        return tokenizer.encode(limit.head(first), limit.head(second));
    }

    /// What a pair leaves out of its longer text depends on that text's length, up to the number of
    /// tokens that a record may have.
    private void requireAllAlone(int row, String name, byte[] text) {
        if (limit.exceeds(text)) {
            requireAll(row, name, text, tokenizer.encode(limit.head(text)));
        }
    }

    private void requireAll(int row, String name, byte[] text, Tokens tokens) {
        if (!limit.exceeds(text) || tokens.count() >= tokensMax) {
            return;
        }
        int end = limit.end(text);
        String most =
                text.length > limit.bytesMax()
                        ? limit.bytesMax() + " bytes, its max-text"
                        : limit.wordBytesMax() + " bytes without a space";
        throw rows.failure(
                "tokenize",
                row,
                "text '%s' has %d bytes, of which the first %d make %d tokens"
                                .formatted(name, text.length, end, tokens.count())
                        + " (expected: at most %s, or %d tokens, its max-length, from those)"
                                .formatted(most, tokensMax),
                "send a shorter text, such as one with less space between words, or raise max-text"
                        + " in the package's model.yaml");
    }

    /// What it holds in memory outside of this process, in bytes.
    long memoryBytes() {
        return tokenizer.memoryBytes();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
