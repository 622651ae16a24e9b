package dev.berth.evaluation.robustness;

import dev.berth.evaluation.robustness.Perturbation.CaseChange.LetterCase;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Changes of texts.
final class TextPerturbations {
    /// Rows of an English keyboard: what lies beside a letter is typed instead of it.
    private static final List<String> KEY_ROWS =
            List.of("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm");

    private TextPerturbations() {}

    /// Applies a change to a text, to those of a list and to those in objects.
    static @Nullable Object onTexts(@Nullable Object value, UnaryOperator<String> change) {
        return switch (value) {
            case String text -> change.apply(text);
            case List<?> list -> NumberPerturbations.map(list, each -> onTexts(each, change));
            case Map<?, ?> map -> NumberPerturbations.mapValues(map, each -> onTexts(each, change));
            case null, default -> value;
        };
    }

    static String mistype(String text, double share, SplittableRandom random) {
        int[] characters = text.codePoints().toArray();
        StringBuilder typed = new StringBuilder(text.length() + 8);
        for (int at = 0; at < characters.length; at++) {
            int character = characters[at];
            if (!Character.isLetterOrDigit(character) || random.nextDouble() >= share) {
                typed.appendCodePoint(character);
                continue;
            }
            switch (random.nextInt(4)) {
                case 0 -> {}
                case 1 -> typed.appendCodePoint(character).appendCodePoint(character);
                case 2 -> {
                    if (at + 1 < characters.length) {
                        typed.appendCodePoint(characters[at + 1]);
                        at++;
                    }
                    typed.appendCodePoint(character);
                }
                default -> typed.appendCodePoint(neighbour(character, random));
            }
        }
        return typed.toString();
    }

    private static int neighbour(int character, SplittableRandom random) {
        int lower = Character.toLowerCase(character);
        for (String row : KEY_ROWS) {
            int at = row.indexOf(lower);
            if (at >= 0) {
                boolean right = at == 0 || (at + 1 < row.length() && random.nextBoolean());
                char typed = row.charAt(right ? at + 1 : at - 1);
                return character == lower ? typed : Character.toUpperCase(typed);
            }
        }
        return 'a' + random.nextInt(26);
    }

    static String changeCase(String text, LetterCase to) {
        return switch (to) {
            case UPPER -> text.toUpperCase(Locale.ROOT);
            case LOWER -> text.toLowerCase(Locale.ROOT);
            case SWAPPED -> {
                StringBuilder swapped = new StringBuilder(text.length());
                text.codePoints()
                        .map(
                                each ->
                                        Character.isUpperCase(each)
                                                ? Character.toLowerCase(each)
                                                : Character.toUpperCase(each))
                        .forEach(swapped::appendCodePoint);
                yield swapped.toString();
            }
        };
    }
}
