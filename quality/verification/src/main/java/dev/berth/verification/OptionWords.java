package dev.berth.verification;

import java.util.List;

/// Words of a command line, read one after the other.
///
/// @param words options and their values
/// @param help of the command, for errors
public record OptionWords(List<String> words, String help) {
    public OptionWords {
        words = List.copyOf(words);
    }

    /// The word at a position.
    ///
    /// @throws IllegalArgumentException if there is none
    public String value(int index) {
        if (index == words.size()) {
            throw error(words.getLast() + " without a value");
        }
        return words.get(index);
    }

    /// The integer at a position, at least 1.
    ///
    /// @throws IllegalArgumentException if there is none
    public int number(int index) {
        String text = value(index);
        try {
            int number = Integer.parseInt(text);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // As a number that is too small.
        }
        throw error(text + " (expected: a number >= 1)");
    }

    /// The error of a wrong command line, with the help.
    public IllegalArgumentException error(String what) {
        return new IllegalArgumentException(what + "\n" + help);
    }
}
