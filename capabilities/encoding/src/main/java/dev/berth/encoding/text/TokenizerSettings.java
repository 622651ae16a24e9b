package dev.berth.encoding.text;

import java.util.Map;

/// Settings of a tokenizer besides its file.
///
/// @param tokensMax of a record, special ones included
/// @param specialTokens whether they are put around texts
/// @param pairs whether a record has two texts
record TokenizerSettings(int tokensMax, boolean specialTokens, boolean pairs) {

    /// For another process.
    Map<String, String> asTexts() {
        return Map.of(
                "max-length", String.valueOf(tokensMax),
                "special-tokens", String.valueOf(specialTokens),
                "pairs", String.valueOf(pairs));
    }

    static TokenizerSettings read(Map<String, String> texts) {
        return new TokenizerSettings(
                Integer.parseInt(texts.getOrDefault("max-length", "")),
                Boolean.parseBoolean(texts.get("special-tokens")),
                Boolean.parseBoolean(texts.get("pairs")));
    }
}
