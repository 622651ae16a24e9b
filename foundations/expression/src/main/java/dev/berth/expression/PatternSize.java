package dev.berth.expression;

import dev.berth.core.SanitizedText;
import java.util.ArrayDeque;
import java.util.Deque;

/// A bound on what a regular expression is compiled to, found without compiling it.
///
/// The characters are read once. A character, an escape or a class is one atom, a group as much as
/// its parts, and `{n,m}` after an atom repeats it. What is no such repetition, or no pattern at
/// all, is left to the compiler to refuse, and counts as its characters.
final class PatternSize {
    /// Atoms, of some instructions each: a long list of words, some milliseconds to compile.
    private static final int ATOMS_MAX = 20_000;

    /// The compiler takes a few frames of the stack for each, and stacks hold thousands.
    private static final int DEPTH_MAX = 200;

    private final String text;
    private final Deque<Long> outer = new ArrayDeque<>();
    private long sum;
    private long atom;
    private int at;

    private PatternSize(String text) {
        this.text = text;
    }

    /// @throws IllegalArgumentException if it is too large, or its groups are too deep
    static void requireModest(String text) {
        var size = new PatternSize(text);
        while (size.at < text.length()) {
            size.next();
            if (size.outer.size() > DEPTH_MAX) {
                throw tooMuch(text, "groups more than " + DEPTH_MAX + " deep");
            }
            if (size.sum + size.atom > ATOMS_MAX) {
                throw tooMuch(text, "more than " + ATOMS_MAX + " characters with repetitions");
            }
        }
    }

    private static IllegalArgumentException tooMuch(String text, String what) {
        return new IllegalArgumentException(
                what + " (expected: at most that) in pattern '" + SanitizedText.of(text) + "'");
    }

    private void next() {
        char c = text.charAt(at++);
        switch (c) {
            case '(' -> {
                outer.push(sum + atom);
                sum = 1;
                atom = 0;
            }
            case ')' -> {
                long group = sum + atom;
                sum = outer.isEmpty() ? 0 : outer.pop();
                atom = group + 1;
            }
            case '{' -> repeat();
            case '[' -> {
                skipClass();
                begin();
            }
            case '\\' -> {
                skipEscape();
                begin();
            }
            default -> begin();
        }
    }

    /// A new atom.
    private void begin() {
        sum += atom;
        atom = 1;
    }

    /// What stands between `{` and `}` after an atom, if it is one or two numbers.
    private void repeat() {
        int end = at;
        long count = 0;
        long most = 0;
        while (end < text.length() && (isDigit(text.charAt(end)) || text.charAt(end) == ',')) {
            if (text.charAt(end) == ',') {
                count = 0;
            } else {
                count = Math.min(count * 10 + text.charAt(end) - '0', ATOMS_MAX);
                most = Math.max(most, count);
            }
            end++;
        }
        if (end == at || end == text.length() || text.charAt(end) != '}') {
            begin();
            return;
        }
        at = end + 1;
        atom *= Math.max(most, 1);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /// To behind the `]`, of which one may stand first, and one behind `\`.
    private void skipClass() {
        if (at < text.length() && text.charAt(at) == '^') {
            at++;
        }
        int first = at;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == ']' && at - 1 > first) {
                return;
            }
            if (c == '\\') {
                at++;
            } else if (c == '[' && text.startsWith(":", at)) {
                int end = text.indexOf(":]", at);
                at = end < 0 ? at : end + 2;
            }
        }
    }

    /// What is quoted by `\Q` up to `\E` counts as characters.
    private void skipEscape() {
        if (text.startsWith("Q", at)) {
            int end = text.indexOf("\\E", at);
            end = end < 0 ? text.length() : end;
            begin();
            atom += end - at;
            at = Math.min(end + 2, text.length());
        } else {
            at++;
        }
    }
}
