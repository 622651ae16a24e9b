package dev.berth.core.record;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/// Guesses which name was meant, for "did you mean".
public final class NearestName {
    /// Longer names are not compared: the cost grows with the square.
    private static final int LENGTH_MAX = 64;

    private NearestName() {}

    /// The name with the fewest changed, added or missing letters (Levenshtein, upper and lower
    /// case alike), if they are at most a third of the written name, or two in a name of four
    /// letters or more.
    public static Optional<String> find(String written, Collection<String> names) {
        if (written.isEmpty() || written.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        Optional<String> nearest = Optional.empty();
        int least = Math.max(written.length() < 4 ? 1 : 2, written.length() / 3) + 1;
        for (String name : names) {
            int distance = name.length() > LENGTH_MAX ? least : distance(written, name);
            if (distance < least) {
                least = distance;
                nearest = Optional.of(name);
            }
        }
        return nearest;
    }

    /// `; did you mean 'x'?` or nothing, to append to a sentence.
    public static String hint(String written, Collection<String> names) {
        return find(written, names).map(name -> "; did you mean '" + name + "'?").orElse("");
    }

    private static int distance(String first, String second) {
        String a = first.toLowerCase(Locale.ROOT);
        String b = second.toLowerCase(Locale.ROOT);
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int swap = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(swap, 1 + Math.min(previous[j], current[j - 1]));
            }
            int[] swapped = previous;
            previous = current;
            current = swapped;
        }
        return previous[b.length()];
    }
}
