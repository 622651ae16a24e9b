package dev.berth.tables.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/// Search for a quote that is open at the end of a file of CSV. It makes one value of all that
/// follows, which DuckDB passes over without an error.
///
/// The rules are those of RFC 4180: a quote opens a value if it is its first character, two quotes
/// within stand for one, and after the closing quote a value that goes on is a plain one. One byte
/// after the other is looked at; quotes, delimiters and line breaks are ASCII, which in UTF-8 no
/// part of another character is.
final class UnclosedQuote {
    private static final int BUFFER_BYTES = 1 << 16;

    private enum Place {
        START,
        PLAIN,
        QUOTED,
        /// After a quote within a quoted value: the closing one, or the first of two.
        QUOTE
    }

    private final char delimiter;
    private Place place = Place.START;
    private long row;
    private long opened;

    private UnclosedQuote(char delimiter) {
        this.delimiter = delimiter;
    }

    /// The row in which it opens, from 1, or 0 for the header; empty if all are closed.
    static OptionalLong find(String file, char delimiter) throws IOException {
        var search = new UnclosedQuote(delimiter);
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                search.pass(buffer, count);
            }
        }
        return search.place == Place.QUOTED ? OptionalLong.of(search.opened) : OptionalLong.empty();
    }

    private void pass(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            byte each = bytes[i];
            if (place == Place.QUOTED) {
                place = each == '"' ? Place.QUOTE : Place.QUOTED;
            } else if (each == '"') {
                opened = place == Place.START ? row : opened;
                place = place == Place.PLAIN ? Place.PLAIN : Place.QUOTED;
            } else if (each == '\n') {
                row++;
                place = Place.START;
            } else {
                place = each == delimiter ? Place.START : Place.PLAIN;
            }
        }
    }
}
