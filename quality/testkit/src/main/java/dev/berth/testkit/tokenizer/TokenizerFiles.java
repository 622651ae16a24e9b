package dev.berth.testkit.tokenizer;

import java.util.ArrayList;
import java.util.List;

/// Small `tokenizer.json` files without special tokens: byte-level BPE with the 256 bytes as its
/// vocabulary, so that each byte is a token, and word pieces of single letters.
public final class TokenizerFiles {
    /// The pre-tokenizer pattern of Qwen2.
    public static final String QWEN2 =
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
                    + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    /// The pattern of Llama 3 and cl100k.
    public static final String LLAMA3 = QWEN2.replace("|\\p{N}|", "|\\p{N}{1,3}|");

    /// The pattern of GPT-2.
    public static final String GPT2 =
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

    private static final int BYTES = 256;

    private TokenizerFiles() {}

    /// A tokenizer that splits texts by a pattern.
    public static String splitBy(String pattern) {
        return splitBy(pattern, "{\"type\": \"NFC\"}");
    }

    /// A tokenizer with a pattern and a normalizer, as JSON.
    public static String splitBy(String pattern, String normalizer) {
        String split =
                "{\"type\": \"Split\", \"pattern\": {\"Regex\": "
                        + quoted(pattern)
                        + "}, \"behavior\": \"Isolated\", \"invert\": false}";
        return file(
                normalizer,
                "{\"type\": \"Sequence\", \"pretokenizers\": ["
                        + split
                        + ", "
                        + byteLevel(false)
                        + "]}");
    }

    /// A tokenizer with the library's built-in pattern of GPT-2.
    public static String byteLevel() {
        return file("null", byteLevel(true));
    }

    /// A WordPiece tokenizer, as in BERT, over the letters a to z.
    public static String wordPieces() {
        List<String> entries = new ArrayList<>(List.of("\"[UNK]\": 0", "\"[PAD]\": 1"));
        for (char letter = 'a'; letter <= 'z'; letter++) {
            entries.add(quoted(Character.toString(letter)) + ": " + entries.size());
            entries.add(quoted("##" + letter) + ": " + entries.size());
        }
        return """
        {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
         "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
           "strip_accents": null, "lowercase": true},
         "pre_tokenizer": {"type": "BertPreTokenizer"}, "post_processor": null,
         "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
         "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
           "max_input_chars_per_word": 100, "vocab": {%s}}}
        """
                .formatted(String.join(", ", entries));
    }

    /// A Unigram tokenizer with the pieces `b`, and `a` after a space or up to 64 times.
    public static String unigram() {
        List<String> pieces = new ArrayList<>();
        pieces.add("[\"<unk>\", 0.0], [\"b\", -1.0], [\"\u2581a\", -1.0]");
        for (int count = 1; count <= 64; count++) {
            pieces.add("[" + quoted("a".repeat(count)) + ", " + -count + ".0]");
        }
        return "{\"version\": \"1.0\", \"truncation\": null, \"padding\": null, \"added_tokens\":"
                + " [], \"normalizer\": null, \"pre_tokenizer\": {\"type\": \"Metaspace\","
                + " \"replacement\": \"\u2581\", \"prepend_scheme\": \"always\", \"split\":"
                + " true}, \"post_processor\": null, \"decoder\": null, \"model\": {\"type\":"
                + " \"Unigram\", \"unk_id\": 0, \"vocab\": ["
                + String.join(", ", pieces)
                + "]}}";
    }

    private static String byteLevel(boolean usesPattern) {
        return "{\"type\": \"ByteLevel\", \"add_prefix_space\": false, \"trim_offsets\": true,"
                + " \"use_regex\": "
                + usesPattern
                + "}";
    }

    private static String file(String normalizer, String preTokenizer) {
        return "{\"version\": \"1.0\", \"truncation\": null, \"padding\": null, \"added_tokens\":"
                + " [], \"normalizer\": "
                + normalizer
                + ", \"pre_tokenizer\": "
                + preTokenizer
                + ", \"post_processor\": null, \"decoder\": null, \"model\": {\"type\": \"BPE\","
                + " \"vocab\": {"
                + vocabulary()
                + "}, \"merges\": []}}";
    }

    /// Each byte as its character in such files: itself if it is printable, else one beyond
    /// Latin-1.
    private static String vocabulary() {
        List<String> entries = new ArrayList<>();
        int beyond = BYTES;
        for (int unit = 0; unit < BYTES; unit++) {
            boolean seen =
                    (unit >= '!' && unit <= '~') || (unit >= '¡' && unit <= '¬') || unit >= '®';
            int character = seen ? unit : beyond++;
            entries.add(quoted(Character.toString(character)) + ": " + unit);
        }
        return String.join(", ", entries);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
