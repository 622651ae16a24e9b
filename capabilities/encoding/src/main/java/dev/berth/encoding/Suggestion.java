package dev.berth.encoding;

import java.util.Collection;
import java.util.Optional;

/// The word that somebody probably meant: the one with the fewest letters to change, if few.
final class Suggestion {
    private Suggestion() {}

    /// The nearest of the words within a third of the letters (at least 1, never all) to change;
    /// the first of several.
    static Optional<String> among(Collection<String> words, String typed) {
        Optional<String> nearest = Optional.empty();
        int least = Math.min(Math.max(1, typed.length() / 3) + 1, typed.length());
        for (String word : words) {
            int distance = distance(word, typed);
            if (distance < least) {
                least = distance;
                nearest = Optional.of(word);
            }
        }
        return nearest;
    }

    /// Levenshtein's distance, one row at a time: O(|a|·|b|) time, O(|b|) space.
    private static int distance(String a, String b) {
        var row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, 1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
