package dev.berth.encoding.text;

import dev.berth.encoding.text.PatternNode.Assertion;
import dev.berth.encoding.text.PatternNode.Atomic;
import dev.berth.encoding.text.PatternNode.Choice;
import dev.berth.encoding.text.PatternNode.Preference;
import dev.berth.encoding.text.PatternNode.Repeat;
import dev.berth.encoding.text.PatternNode.Sequence;
import dev.berth.encoding.text.PatternNode.Single;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads regular expressions in the syntax of Oniguruma (its `RE` document), as far as their cost
/// can be distinguished from them: without back references, calls, conditions and absent groups.
final class PatternParser {
    /// Groups within groups; a pattern of a tokenizer has one or two.
    private static final int DEPTH_MAX = 50;

    /// A pattern of a tokenizer has some hundred characters.
    private static final int LENGTH_MAX = 10_000;

    private static final String REPETITIONS = "*+?{";
    private static final String ANCHORS = "bBAzZG";
    private static final String CLASSES = "sSdDwWhHntrfave";

    private final String pattern;
    private int at;
    private int depth;

    private PatternParser(String pattern) {
        this.pattern = pattern;
    }

    /// The pattern's parts; empty if it has one whose cost is not known here, or is broken.
    static Optional<PatternNode> parse(String pattern) {
        if (pattern.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        var parser = new PatternParser(pattern);
        try {
            PatternNode node = parser.choice();
            return parser.isAtEnd() ? Optional.of(node) : Optional.empty();
        } catch (UnknownSyntax e) {
            return Optional.empty();
        }
    }

    private static final class UnknownSyntax extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private PatternNode choice() {
        if (++depth > DEPTH_MAX) {
            throw new UnknownSyntax();
        }
        List<PatternNode> alternatives = new ArrayList<>();
        do {
            alternatives.add(sequence());
        } while (skip("|"));
        depth--;
        return alternatives.size() == 1 ? alternatives.getFirst() : new Choice(alternatives);
    }

    private PatternNode sequence() {
        List<PatternNode> parts = new ArrayList<>();
        while (!isAtEnd() && peek() != '|' && peek() != ')') {
            PatternNode atom = atom();
            if (atom != null) {
                parts.add(repeated(atom));
            }
        }
        return parts.size() == 1 ? parts.getFirst() : new Sequence(parts);
    }

    /// @return null for what is no part, such as a setting for what follows
    private @Nullable PatternNode atom() {
        char next = take();
        return switch (next) {
            case '(' -> group();
            case '[' -> new Single(characterClass());
            case '\\' -> escape();
            case '^', '$' -> new Assertion(Sequence.EMPTY);
            case '*', '+', '?' -> throw new UnknownSyntax();
            default -> {
                if (Character.isHighSurrogate(next) && !isAtEnd()) {
                    yield new Single("" + next + take());
                }
                yield new Single(String.valueOf(next));
            }
        };
    }

    private @Nullable PatternNode group() {
        if (!skip("?")) {
            return closed(choice());
        }
        if (skip("#")) {
            until(')');
            return null;
        }
        if (skip("=") || skip("!") || skip("<=") || skip("<!")) {
            return new Assertion(closed(choice()));
        }
        if (skip(">")) {
            return new Atomic(closed(choice()));
        }
        if (skip("<") || skip("'")) {
            until(pattern.charAt(at - 1) == '<' ? '>' : '\'');
            return closed(choice());
        }
        while (!isAtEnd() && "imxa-".indexOf(peek()) >= 0) {
            // Free spacing changes what the following characters mean.
            if (take() == 'x') {
                throw new UnknownSyntax();
            }
        }
        if (skip(")")) {
            // Up to the end of this group, the alternatives that follow included.
            return choice();
        }
        if (skip(":")) {
            return closed(choice());
        }
        throw new UnknownSyntax();
    }

    private PatternNode closed(PatternNode inner) {
        if (!skip(")")) {
            throw new UnknownSyntax();
        }
        return inner;
    }

    private PatternNode escape() {
        char next = take();
        if (ANCHORS.indexOf(next) >= 0) {
            return new Assertion(Sequence.EMPTY);
        }
        if (next == 'p' || next == 'P' || next == 'x' || next == 'u') {
            return new Single("\\" + next + argument(next));
        }
        if (next == 'R') {
            return new Repeat(new Single("\\R"), 1, 2, Preference.MOST);
        }
        if (Character.isLetterOrDigit(next) && CLASSES.indexOf(next) < 0) {
            throw new UnknownSyntax();
        }
        return new Single("\\" + next);
    }

    /// What follows the letter of a property or of a code: in braces, or hexadecimal digits.
    private String argument(char kind) {
        int start = at;
        if (skip("{")) {
            until('}');
        } else if (kind == 'x' || kind == 'u') {
            int most = kind == 'x' ? 2 : 4;
            while (at - start < most && !isAtEnd() && Character.digit(peek(), 16) >= 0) {
                at++;
            }
        } else {
            throw new UnknownSyntax();
        }
        return pattern.substring(start, at);
    }

    /// A class in brackets, which may have others within it. The first bracket was taken.
    private String characterClass() {
        int start = at - 1;
        int open = 1;
        boolean first = true;
        while (open > 0) {
            char next = take();
            if (first && next == '^') {
                continue;
            }
            switch (next) {
                case '\\' -> take();
                case '[' -> {
                    if (skip(":")) {
                        until(']');
                    } else {
                        open++;
                        first = true;
                        continue;
                    }
                }
                case ']' -> open -= first ? 0 : 1;
                default -> {}
            }
            first = false;
        }
        return pattern.substring(start, at);
    }

    private PatternNode repeated(PatternNode atom) {
        PatternNode node = atom;
        while (!isAtEnd() && REPETITIONS.indexOf(peek()) >= 0) {
            node =
                    switch (take()) {
                        case '*' -> preferring(node, 0, PatternNode.UNBOUNDED);
                        case '+' -> preferring(node, 1, PatternNode.UNBOUNDED);
                        case '?' -> preferring(node, 0, 1);
                        default -> counted(node);
                    };
        }
        return node;
    }

    private PatternNode preferring(PatternNode node, int min, int max) {
        if (skip("+")) {
            return new Atomic(new Repeat(node, min, max, Preference.MOST));
        }
        return new Repeat(node, min, max, skip("?") ? Preference.LEAST : Preference.MOST);
    }

    /// `{2}`, `{2,}`, `{,2}` or `{2,3}`. Behind them `+` means once more, not that nothing is given
    /// back.
    private PatternNode counted(PatternNode node) {
        int end = pattern.indexOf('}', at);
        String[] bounds = end < 0 ? new String[0] : pattern.substring(at, end).split(",", -1);
        Optional<Integer> min = bounds.length == 0 ? Optional.empty() : number(bounds[0], 0);
        Optional<Integer> max = bounds.length == 2 ? number(bounds[1], PatternNode.UNBOUNDED) : min;
        boolean isCount =
                (bounds.length == 1 && !bounds[0].isEmpty())
                        || (bounds.length == 2 && bounds[0].length() + bounds[1].length() > 0);
        if (!isCount || min.isEmpty() || max.isEmpty() || max.get() < min.get()) {
            throw new UnknownSyntax();
        }
        at = end + 1;
        return new Repeat(
                node, min.get(), max.get(), skip("?") ? Preference.LEAST : Preference.MOST);
    }

    private static Optional<Integer> number(String digits, int otherwise) {
        if (digits.isEmpty()) {
            return Optional.of(otherwise);
        }
        return digits.length() <= 6 && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                ? Optional.of(Integer.parseInt(digits))
                : Optional.empty();
    }

    private boolean isAtEnd() {
        return at >= pattern.length();
    }

    private char peek() {
        return pattern.charAt(at);
    }

    private char take() {
        if (isAtEnd()) {
            throw new UnknownSyntax();
        }
        return pattern.charAt(at++);
    }

    private boolean skip(String expected) {
        if (!pattern.startsWith(expected, at)) {
            return false;
        }
        at += expected.length();
        return true;
    }

    private void until(char end) {
        int found = pattern.indexOf(end, at);
        if (found < 0) {
            throw new UnknownSyntax();
        }
        at = found + 1;
    }
}
