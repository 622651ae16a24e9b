package dev.berth.evaluation.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reports as JSON, indented, one key on each line, so that versions of a committed file compare
/// well. Written by [#write], read by [#read]; what is read back is equal to what was written.
public final class ReportJson {
    /// A report of a thousand slices with curves has some 20 MB.
    private static final long BYTES_MAX = 64L << 20;

    /// Reports nest eight levels deep.
    private static final int DEPTH_MAX = 32;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(DEPTH_MAX)
                                    .maxDocumentLength(BYTES_MAX)
                                    .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private ReportJson() {}

    /// The report as JSON, with a line break at its end.
    public static String write(EvaluationReport report) {
        return write(plain(report));
    }

    /// The report as JSON's values: maps, lists, texts, numbers, null.
    public static Map<String, @Nullable Object> plain(EvaluationReport report) {
        return PlainReport.of(report);
    }

    /// JSON's values as JSON in the form of reports, with a line break at its end.
    public static String write(Map<String, ?> plain) {
        var text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            var indenter = new DefaultIndenter("  ", "\n");
            out.setPrettyPrinter(
                    new DefaultPrettyPrinter()
                            .withObjectIndenter(indenter)
                            .withArrayIndenter(indenter));
            writeValue(out, plain);
            out.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void writeValue(JsonGenerator out, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> out.writeNull();
            case Map<?, ?> map -> {
                out.writeStartObject();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    out.writeFieldName(String.valueOf(entry.getKey()));
                    writeValue(out, entry.getValue());
                }
                out.writeEndObject();
            }
            case List<?> list -> {
                out.writeStartArray();
                for (Object element : list) {
                    writeValue(out, element);
                }
                out.writeEndArray();
            }
            case Long number -> out.writeNumber(number);
            case Double number -> out.writeNumber(number);
            case Boolean flag -> out.writeBoolean(flag);
            default -> out.writeString(value.toString());
        }
    }

    /// Reads a report from a file.
    ///
    /// @throws ProblemException `evaluation-invalid` if there is none, or it is not one
    public static EvaluationReport read(Path file) {
        byte[] bytes;
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw ReportFields.invalid(
                        file + " has more than " + BYTES_MAX + " bytes (expected: a report)");
            }
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw ReportFields.invalid(file + " cannot be read: " + e);
        }
        return read(new String(bytes, StandardCharsets.UTF_8), file.toString());
    }

    /// Reads a report.
    ///
    /// @param where the text is from, for messages
    /// @throws ProblemException `evaluation-invalid` if it is none, with the place that is wrong
    public static EvaluationReport read(String text, String where) {
        Object value;
        try (JsonParser in = JSON.createParser(text)) {
            in.nextToken();
            value = readValue(in);
            if (in.nextToken() != null) {
                throw ReportFields.invalid(where + ": more than one value (expected: a report)");
            }
        } catch (IOException e) {
            throw ReportFields.invalid(
                    where
                            + " is not JSON: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
        try {
            return ReportReader.report(ReportFields.of("", value));
        } catch (ProblemException e) {
            throw new ProblemException(
                    e.problem().code(), where + ": " + e.problem().message(), e.problem().remedy());
        }
    }

    private static @Nullable Object readValue(JsonParser in) throws IOException {
        JsonToken token = in.currentToken();
        return switch (token) {
            case START_OBJECT -> readObject(in);
            case START_ARRAY -> readArray(in);
            case VALUE_STRING -> in.getText();
            case VALUE_NUMBER_INT -> integer(in);
            case VALUE_NUMBER_FLOAT -> in.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case null, default -> null;
        };
    }

    private static Object integer(JsonParser in) throws IOException {
        JsonParser.NumberType type = in.getNumberType();
        return type == JsonParser.NumberType.BIG_INTEGER
                ? (Object) in.getDoubleValue()
                : (Object) in.getLongValue();
    }

    private static Map<String, @Nullable Object> readObject(JsonParser in) throws IOException {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String key = in.currentName();
            in.nextToken();
            object.put(key, readValue(in));
        }
        return object;
    }

    private static List<@Nullable Object> readArray(JsonParser in) throws IOException {
        List<@Nullable Object> array = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            array.add(readValue(in));
        }
        return array;
    }
}
