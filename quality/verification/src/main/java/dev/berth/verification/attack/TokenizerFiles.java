package dev.berth.verification.attack;

import java.util.ArrayList;
import java.util.List;

/// Small `tokenizer.json` files: the pre-tokenizers of well-known models over tiny vocabularies.
final class TokenizerFiles {
    /// The pattern by which Qwen2 and, but for digits, Llama 3 split text. Its last alternatives
    /// look at a run of white space again from each of its places.
    static final String QWEN2 =
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?\\\\p{L}+|\\\\p{N}| ?[^\\\\s\\\\p{L}\\\\p{N}]+"
                    + "[\\\\r\\\\n]*|\\\\s*[\\\\r\\\\n]+|\\\\s+(?!\\\\S)|\\\\s+";

    /// A pattern that takes time exponential in the number of letters, where these are followed by
    /// another character.
    static final String EXPONENTIAL = "(a+)+$";

    private static final int BYTES = 256;
    private static final int FIRST_SHIFTED = 256;

    private TokenizerFiles() {}

    /// Byte-level pairs without merges: each byte of a text is a token.
    ///
    /// @param pattern splits the text before, escaped as in JSON
    static String byteLevel(String pattern) {
        List<String> entries = new ArrayList<>();
        int shifted = FIRST_SHIFTED;
        for (int value = 0; value < BYTES; value++) {
            int codePoint = isPrintable(value) ? value : shifted++;
            entries.add("\"\\u%04x\": %d".formatted(codePoint, value));
        }
        return """
        {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
         "normalizer": null,
         "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
           {"type": "Split", "pattern": {"Regex": "%s"}, "behavior": "Isolated", "invert": false},
           {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": false, "use_regex": false}]},
         "post_processor": null, "decoder": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": false, "use_regex": false},
         "model": {"type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": "",
           "end_of_word_suffix": "", "fuse_unk": false, "byte_fallback": false,
           "vocab": {%s}, "merges": []}}
        """
                .formatted(pattern, String.join(", ", entries));
    }

    /// Whether byte-level tokenizers write a byte as the character of its number.
    private static boolean isPrintable(int value) {
        return (value >= '!' && value <= '~')
                || (value >= 0xA1 && value <= 0xAC)
                || (value >= 0xAE && value <= 0xFF);
    }

    /// Pieces of words, as BERT has them, over the letters alone.
    static String wordPieces() {
        List<String> entries = new ArrayList<>(List.of("\"[UNK]\": 0", "\"[PAD]\": 1"));
        for (char letter = 'a'; letter <= 'z'; letter++) {
            entries.add("\"%c\": %d".formatted(letter, entries.size()));
            entries.add("\"##%c\": %d".formatted(letter, entries.size()));
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
}
