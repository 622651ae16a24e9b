package dev.berth.evaluation.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Edits between a recognised text and its reference, by characters and by words.
///
/// Both texts are first brought into Unicode's normal form C, in which a letter and its accent are
/// one character. A character is a Unicode code point, spaces and line breaks among them. Words are
/// what white space separates.
///
/// @param characters edits by characters
/// @param words edits by words
public record TextEdits(EditCounts characters, EditCounts words) {
    /// About a second for one text; enough for a page without any agreement, or for a million
    /// characters of which one in five thousand is wrong.
    static final long CELLS_MAX = 500_000_000;

    public boolean isExact() {
        return characters.edits() == 0;
    }

    /// Compares texts.
    ///
    /// @return empty if they are too long and too different to be compared in reasonable time
    static Optional<TextEdits> of(String reference, String recognised) {
        return of(reference, recognised, CELLS_MAX);
    }

    static Optional<TextEdits> of(String reference, String recognised, long cellsMax) {
        String expected = Normalizer.normalize(reference, Normalizer.Form.NFC);
        String actual = Normalizer.normalize(recognised, Normalizer.Form.NFC);
        Optional<EditCounts> characters =
                EditDistance.between(
                        expected.codePoints().toArray(), actual.codePoints().toArray(), cellsMax);
        if (characters.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Integer> numbers = new HashMap<>();
        return EditDistance.between(
                        numbered(words(expected), numbers),
                        numbered(words(actual), numbers),
                        cellsMax)
                .map(words -> new TextEdits(characters.get(), words));
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int at = 0; at < text.length(); at++) {
            // All white space of Unicode lies in the first plane.
            char character = text.charAt(at);
            if (Character.isWhitespace(character) || Character.isSpaceChar(character)) {
                if (start >= 0) {
                    words.add(text.substring(start, at));
                }
                start = -1;
            } else if (start < 0) {
                start = at;
            }
        }
        if (start >= 0) {
            words.add(text.substring(start));
        }
        return words;
    }

    private static int[] numbered(List<String> words, Map<String, Integer> numbers) {
        int[] numbered = new int[words.size()];
        for (int i = 0; i < numbered.length; i++) {
            numbered[i] = numbers.computeIfAbsent(words.get(i), word -> numbers.size());
        }
        return numbered;
    }
}
