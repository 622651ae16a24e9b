package dev.berth.examples.transcription;

import java.util.List;

/// Words of the example: ten digits, and others that are none.
final class Vocabulary {
    static final List<String> DIGITS =
            List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");

    /// Class of whatever is no digit.
    static final int NONE = DIGITS.size();

    static final int CLASSES = NONE + 1;

    /// Names of the classes, as the model's file has them.
    static final String LABELS = "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\nnone";

    /// Other words for training.
    static final List<String> OTHERS =
            List.of(
                    "hello",
                    "yes",
                    "no",
                    "please",
                    "thank you",
                    "house",
                    "water",
                    "morning",
                    "paper",
                    "window",
                    "river",
                    "blue",
                    "green",
                    "yellow",
                    "orange",
                    "people",
                    "because",
                    "never",
                    "always",
                    "music",
                    "doctor",
                    "table",
                    "summer",
                    "winter",
                    "fish",
                    "bread",
                    "apple",
                    "garden",
                    "street",
                    "car",
                    "train",
                    "stop",
                    "go",
                    "left",
                    "right",
                    "up",
                    "down",
                    "on",
                    "off",
                    "open",
                    "close",
                    "and",
                    "the",
                    "comma",
                    "point",
                    "hundred",
                    "dog",
                    "bird",
                    "cat",
                    "bed",
                    "sheila",
                    "marvin",
                    "wow",
                    "happy",
                    "tree",
                    "learn",
                    "follow",
                    "visual",
                    "forward",
                    "backward");

    /// Other words of recordings that no model has heard.
    static final List<String> OTHERS_HELD_OUT =
            List.of(
                    "coffee",
                    "ticket",
                    "station",
                    "evening",
                    "silver",
                    "purple",
                    "mountain",
                    "letter",
                    "kitchen",
                    "horse",
                    "sugar",
                    "camera",
                    "welcome",
                    "harbour");

    private Vocabulary() {}
}
