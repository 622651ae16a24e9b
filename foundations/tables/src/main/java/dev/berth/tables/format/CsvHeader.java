package dev.berth.tables.format;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The first line of a file of CSV: the names of the columns, and what stands between them.
///
/// DuckDB finds the dialect by a sample of rows, among which one broken row can mislead it; the
/// first line alone says as much.
///
/// @param delimiter the one among comma, semicolon, tab and bar that is most frequent outside
///   quotes
record CsvHeader(List<String> columns, char delimiter) {
    /// The longest line that DuckDB reads has two million bytes.
    private static final int BYTES_MAX = 2_000_000;

    private static final String DELIMITERS = ",;\t|";
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    CsvHeader {
        columns = List.copyOf(columns);
    }

    /// Reads the line.
    ///
    /// @throws ProblemException `source-unavailable` if the file cannot be read, the line is
    ///   missing or not UTF-8, or two columns have one name
    static CsvHeader read(String file) {
        String line = text(file, line(file));
        char delimiter = delimiter(line);
        List<String> columns = split(line, delimiter);
        Set<String> names = new HashSet<>();
        for (String column : columns) {
            // DuckDB's names are the same in upper and lower case.
            if (!names.add(column.toLowerCase(Locale.ROOT))) {
                throw unreadable(
                        file,
                        "column '" + column + "' twice (expected: different names)",
                        "rename one of them");
            }
        }
        return new CsvHeader(columns, delimiter);
    }

    private static byte[] line(String file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            bytes = in.readNBytes(BYTES_MAX);
        } catch (IOException e) {
            throw unreadable(file, "it cannot be read: " + e, "check its name and permissions");
        }
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
            end++;
        }
        if (end == BYTES_MAX) {
            throw unreadable(
                    file,
                    "no end of line within " + BYTES_MAX + " bytes (expected: names of columns)",
                    "write a file of CSV");
        }
        return Arrays.copyOf(bytes, end);
    }

    private static String text(String file, byte[] line) {
        int start = Arrays.mismatch(line, BYTE_ORDER_MARK) == 3 ? 3 : 0;
        try {
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(line, start, line.length - start))
                            .toString();
            if (text.isBlank()) {
                throw unreadable(
                        file,
                        "an empty first line (expected: names of columns)",
                        "begin the file with them");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw unreadable(file, "a first line that is not UTF-8", "convert the file to UTF-8");
        }
    }

    private static char delimiter(String line) {
        var counts = new int[DELIMITERS.length()];
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char each = line.charAt(i);
            quoted ^= each == '"';
            int found = quoted ? -1 : DELIMITERS.indexOf(each);
            if (found >= 0) {
                counts[found]++;
            }
        }
        int best = 0;
        for (int i = 1; i < counts.length; i++) {
            if (counts[i] > counts[best]) {
                best = i;
            }
        }
        return DELIMITERS.charAt(best);
    }

    private static List<String> split(String line, char delimiter) {
        List<String> columns = new ArrayList<>();
        var name = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char each = line.charAt(i);
            if (each == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                name.append('"');
                i++;
            } else if (each == '"') {
                quoted = !quoted;
            } else if (each == delimiter && !quoted) {
                columns.add(name.toString());
                name.setLength(0);
            } else {
                name.append(each);
            }
        }
        columns.add(name.toString());
        return columns;
    }

    private static ProblemException unreadable(String file, String found, String remedy) {
        return new ProblemException(
                ProblemCode.SOURCE_UNAVAILABLE, "reading " + file + ": " + found, remedy);
    }
}
