package dev.berth.cli.jobs;

import dev.berth.cli.console.Terminal;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.protocol.json.JsonValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Records of a file as the body of a submission. Values are not read: numbers keep their digits,
/// and the server says what is wrong.
final class JobRecords {
    private static final String STANDARD_INPUT = "-";

    private JobRecords() {}

    /// @throws ProblemException `usage` if there is no such file
    static String read(String file, Terminal terminal) throws IOException {
        if (file.equals(STANDARD_INPUT)) {
            return new String(terminal.in().readAllBytes(), StandardCharsets.UTF_8);
        }
        Path path = Path.of(file);
        if (!Files.isRegularFile(path)) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "no file '" + file + "'",
                    "name a file with records, or - for standard input");
        }
        return Files.readString(path);
    }

    /// @param text JSON lines, or an array of objects
    /// @throws ProblemException `usage` if there is no record
    static byte[] body(String text, Map<String, String> options) {
        String records = text.strip();
        if (!records.startsWith("[")) {
            List<String> lines =
                    records.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
            if (lines.isEmpty()) {
                throw new ProblemException(
                        ProblemCode.USAGE, "no record in the file", "write one on each line");
            }
            requireObjects(lines);
            records = "[" + String.join(",", lines) + "]";
        }
        String further = options.isEmpty() ? "" : ",\"options\":" + JsonValues.text(options);
        return ("{\"records\":" + records + further + "}").getBytes(StandardCharsets.UTF_8);
    }

    private static void requireObjects(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.startsWith("{") || !line.endsWith("}")) {
                throw new ProblemException(
                        ProblemCode.USAGE,
                        "line " + (i + 1) + " of the file is no JSON object",
                        "write one record on each line, or all as a JSON array");
            }
        }
    }
}
