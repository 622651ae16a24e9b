package dev.berth.encoding.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.berth.core.SanitizedText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Facts from a `tokenizer.json` that are of use outside of native code: the padding token, and the
/// steps that may take long or crash on a text.
///
/// Read before native code sees the file.
final class TokenizerFile {
    /// What padding is called where the file does not say: by the families of BERT, T5 and RoBERTa,
    /// and later ones.
    private static final List<String> PADDING =
            List.of("[PAD]", "<pad>", "<|pad|>", "<|padding|>", "<PAD>");

    /// The pattern of GPT-2, which the library applies in `ByteLevel`.
    private static final String BYTE_LEVEL =
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

    /// The library reads no deeper.
    private static final int DEPTH_MAX = 128;

    /// WordPiece looks for a word's beginnings, each time anew from the longest: its time grows
    /// with the cube of a word's length. Files have 100.
    private static final int WORD_CHARACTERS_MAX = 128;

    /// Unigram looks for the pieces at each place of a word, which it reads from its beginning to
    /// find the place: its time grows with the square of a word's length, to a quarter of a second
    /// here. Text without spaces, as in Chinese, makes some 8000 tokens of it.
    private static final int UNIGRAM_WORD_BYTES_MAX = 48 << 10;

    /// Of a pattern that bounds no texts worth tokenising: a paragraph.
    private static final int PATTERN_CHARACTERS_MIN = 256;

    /// Characters that a byte of a text may become: U+1F82 has three and becomes four.
    private static final double DECOMPOSED = 2;

    /// U+FDFA has three bytes and becomes 18 characters.
    private static final double COMPATIBLE = 6;

    /// Characters that stand for the bytes of one.
    private static final double AS_BYTES = 3;

    private final JsonObject file;
    private final List<Search> searches = new ArrayList<>();
    private double expansion = 1;
    private boolean splitsAtSpaces;
    private boolean splitsAtLineEnds;

    /// A search of texts.
    ///
    /// @param expansion characters that a byte of a text has become by then, at most
    private record Search(String pattern, double expansion) {
        /// 0 if the cost is not known.
        int charactersMax() {
            return PatternParser.parse(pattern).map(PatternCost::charactersMax).orElse(0);
        }
    }

    private TokenizerFile(JsonObject file) {
        this.file = file;
    }

    /// @throws RuntimeException if the text is not JSON or not such an object
    static TokenizerFile of(String json) {
        var read = new TokenizerFile(JsonParser.parseString(json).getAsJsonObject());
        read.readSteps(read.file.get("normalizer"), 0);
        read.readSteps(read.file.get("pre_tokenizer"), 0);
        return read;
    }

    private void readSteps(JsonElement element, int depth) {
        if (depth > DEPTH_MAX) {
            throw new IllegalArgumentException("steps within steps, more than " + DEPTH_MAX);
        }
        if (element instanceof JsonArray list) {
            list.forEach(each -> readSteps(each, depth + 1));
        }
        if (element instanceof JsonObject step) {
            readStep(step);
            // Of a sequence.
            readSteps(step.get("normalizers"), depth + 1);
            readSteps(step.get("pretokenizers"), depth + 1);
        }
    }

    private void readStep(JsonObject step) {
        if (step.get("pattern") instanceof JsonObject pattern && pattern.has("Regex")) {
            searches.add(new Search(pattern.get("Regex").getAsString(), expansion));
        }
        String type = step.has("type") ? step.get("type").getAsString() : "";
        switch (type) {
            case "ByteLevel" -> {
                if (!step.has("use_regex") || step.get("use_regex").getAsBoolean()) {
                    searches.add(new Search(BYTE_LEVEL, expansion));
                }
                expansion *= AS_BYTES;
            }
            case "NFD", "BertNormalizer" -> expansion *= DECOMPOSED;
            case "NFKC", "NFKD" -> expansion *= COMPATIBLE;
            case "Precompiled" -> {
                expansion *= COMPATIBLE;
                // It makes spaces of them.
                splitsAtLineEnds = true;
            }
            case "Metaspace" ->
                    splitsAtSpaces |= !step.has("split") || step.get("split").getAsBoolean();
            case "Whitespace", "WhitespaceSplit", "BertPreTokenizer" -> {
                splitsAtSpaces = true;
                splitsAtLineEnds = true;
            }
            case "Replace" -> expansion *= replacement(step);
            default -> {}
        }
    }

    /// A text may consist of what is replaced; a pattern may match nothing, beside each character.
    private static double replacement(JsonObject step) {
        double content = bytes(step, "content");
        return step.get("pattern") instanceof JsonObject pattern && pattern.has("String")
                ? Math.max(1, content / Math.max(1, bytes(pattern, "String")))
                : 1 + content;
    }

    private static double bytes(JsonObject object, String key) {
        return object.has(key)
                ? object.get(key).getAsString().getBytes(StandardCharsets.UTF_8).length
                : 0;
    }

    /// The id in the section `padding`; else that of the added token that is named like padding;
    /// else 0, which is as good as any, since the mask leaves padding out.
    long paddingId() {
        if (file.get("padding") instanceof JsonObject padding && padding.has("pad_id")) {
            return padding.get("pad_id").getAsLong();
        }
        if (file.has("added_tokens")) {
            for (JsonElement element : file.getAsJsonArray("added_tokens")) {
                JsonObject token = element.getAsJsonObject();
                if (PADDING.contains(token.get("content").getAsString())) {
                    return token.get("id").getAsLong();
                }
            }
        }
        return 0;
    }

    /// What must not be given texts of strangers within the server, in words.
    Optional<String> findDanger() {
        for (Search search : searches) {
            String pattern = search.pattern;
            if (PatternParser.parse(pattern).isEmpty()) {
                return Optional.of(
                        "pattern '" + SanitizedText.of(pattern) + "', whose cost is unknown");
            }
            if (search.charactersMax() < PATTERN_CHARACTERS_MIN) {
                return Optional.of(
                        "pattern '"
                                + SanitizedText.of(pattern)
                                + "', which backtracks almost without end");
            }
        }
        if (file.get("model") instanceof JsonObject model
                && model.has("max_input_chars_per_word")
                && model.get("max_input_chars_per_word").getAsDouble() > WORD_CHARACTERS_MAX) {
            return Optional.of(
                    "max_input_chars_per_word "
                            + model.get("max_input_chars_per_word")
                            + ", above "
                            + WORD_CHARACTERS_MAX
                            + ", whose words take too long");
        }
        return Optional.empty();
    }

    /// The longest word that is tokenised in a bounded time, in bytes.
    int wordBytesMax() {
        return file.get("model") instanceof JsonObject model && isUnigram(model)
                ? UNIGRAM_WORD_BYTES_MAX
                : TextLimit.BYTES_MAX;
    }

    /// Its vocabulary is a list of pieces with their scores; those of others are maps.
    private static boolean isUnigram(JsonObject model) {
        return model.get("vocab") instanceof JsonArray;
    }

    /// What ends a word.
    String separators() {
        if (!splitsAtSpaces) {
            return "";
        }
        return splitsAtLineEnds ? " \t\r\n" : " ";
    }

    /// The longest text that the patterns are searched for in a bounded time, in bytes.
    int textBytesMax() {
        double least = TextLimit.BYTES_MAX;
        for (Search search : searches) {
            least = Math.min(least, search.charactersMax() / search.expansion);
        }
        return (int) Math.max(least, TextLimit.BYTES_MIN);
    }
}
