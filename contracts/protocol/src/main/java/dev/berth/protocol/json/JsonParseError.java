package dev.berth.protocol.json;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import java.nio.charset.StandardCharsets;

/// Messages about syntax errors in JSON, with their position.
final class JsonParseError {
    private JsonParseError() {}

    static ProblemException at(byte[] bytes, int start, int at, int end, String expected) {
        return new ProblemException(
                ProblemCode.REQUEST_MALFORMED,
                "JSON is wrong at "
                        + place(bytes, start, at)
                        + ": found "
                        + found(bytes, at, end)
                        + " (expected: "
                        + expected
                        + ")",
                "send valid JSON of the form that the route takes");
    }

    static ProblemException duplicate(byte[] bytes, int start, int at, String name) {
        return new ProblemException(
                ProblemCode.REQUEST_MALFORMED,
                "JSON member '"
                        + SanitizedText.of(name)
                        + "' appears twice in one object, again at "
                        + place(bytes, start, at)
                        + " (expected: each name once)",
                "leave one of them out");
    }

    private static String place(byte[] bytes, int start, int at) {
        int line = 1;
        int lineStart = start;
        for (int i = start; i < at; i++) {
            if (bytes[i] == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return "byte " + (at - start) + " (line " + line + ", column " + (at - lineStart + 1) + ")";
    }

    private static String found(byte[] bytes, int at, int end) {
        if (at >= end) {
            return "the end";
        }
        // Enough to recognise the place, cut at a byte that begins a character.
        int to = Math.min(end, at + 16);
        while (to < end && to > at + 1 && (bytes[to] & 0xc0) == 0x80) {
            to--;
        }
        String text = new String(bytes, at, to - at, StandardCharsets.UTF_8);
        return "'" + SanitizedText.of(text) + "'";
    }
}
