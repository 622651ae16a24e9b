package dev.berth.core;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Search for the known name nearest to a misspelt one, for "did you mean".
public final class NearestName {
    /// Longer names are not compared: the cost grows with the square.
    private static final int LENGTH_MAX = 64;

    private static final String HINT = "; did you mean '";

    private NearestName() {}

    /// The name with the fewest changed, added, missing or swapped letters, if they are at most a
    /// third of the written name, or two in a name of four letters or more. Case, `-` and `_` do
    /// not count.
    public static Optional<String> find(String written, Collection<String> names) {
        if (written.isEmpty() || written.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        String plain = plain(written);
        Optional<String> nearest = Optional.empty();
        int least = Math.max(written.length() < 4 ? 1 : 2, written.length() / 3) + 1;
        for (String name : names) {
            int distance = name.length() > LENGTH_MAX ? least : distance(plain, plain(name));
            if (distance < least) {
                least = distance;
                nearest = Optional.of(name);
            }
        }
        return nearest;
    }

    /// The names that differ least from the written one, nearest first, as [#find] counts.
    public static List<String> nearest(String written, Collection<String> names, int max) {
        String plain = plain(shortened(written));
        return names.stream()
                .sorted(
                        Comparator.comparingInt(
                                        (String name) -> distance(plain, plain(shortened(name))))
                                .thenComparing(Comparator.naturalOrder()))
                .limit(max)
                .toList();
    }

    private static String shortened(String name) {
        return name.substring(0, Math.min(name.length(), LENGTH_MAX));
    }

    /// A sentence without what [#hint] appended, for callers who must not see other names.
    public static String withoutHint(String sentence) {
        int hint = sentence.indexOf(HINT);
        return hint < 0 ? sentence : sentence.substring(0, hint);
    }

    /// `; did you mean 'x'?` or nothing, to append to a sentence.
    public static String hint(String written, Collection<String> names) {
        return find(written, names).map(name -> HINT + name + "'?").orElse("");
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    /// The fewest insertions, deletions, replacements and swaps of neighbours that turn one name
    /// into the other ("optimal string alignment"), by a table over their prefixes.
    private static int distance(String a, String b) {
        var table = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                table[i][j] = i == 0 || j == 0 ? i + j : cell(table, a, b, i, j);
            }
        }
        return table[a.length()][b.length()];
    }

    private static int cell(int[][] table, String a, String b, int i, int j) {
        int replaced = table[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, 1 + Math.min(table[i - 1][j], table[i][j - 1]));
        boolean swapped =
                i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, table[i - 2][j - 2] + 1) : best;
    }
}
