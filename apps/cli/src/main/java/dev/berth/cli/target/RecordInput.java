package dev.berth.cli.target;

import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.protocol.json.JsonValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Parser of records from arguments or standard input, guided by the signature.
///
/// `name=value` sets one field, `name=@file` reads it from a file, and a bare `value` or `@file`
/// sets the only field of a model. A value is text for a text field, otherwise JSON; a file is
/// bytes for a bytes field.
public final class RecordInput {
    private static final Pattern NAMED =
            Pattern.compile("([A-Za-z_][A-Za-z0-9_.:-]*)=(.*)", Pattern.DOTALL);

    private final Signature signature;

    public RecordInput(Signature signature) {
        this.signature = signature;
    }

    /// Parses one record from arguments.
    ///
    /// @throws ProblemException `usage` if they do not name fields
    /// @throws IOException if a file cannot be read
    public Map<String, @Nullable Object> ofArguments(List<String> arguments) throws IOException {
        Map<String, @Nullable Object> record = new LinkedHashMap<>();
        for (String argument : arguments) {
            Matcher named = NAMED.matcher(argument);
            Field field =
                    named.matches() ? requireInput(named.group(1)) : requireOnlyInput(argument);
            String text = named.matches() ? named.group(2) : argument;
            if (record.containsKey(field.name())) {
                throw usage("'" + field.name() + "' is given twice", "give each field once");
            }
            record.put(field.name(), value(field, text));
        }
        return record;
    }

    /// Parses records from text: a JSON array of records, one JSON record or bare value of a
    /// model's only field over several lines, or one of the latter two on each line.
    public List<Map<String, @Nullable Object>> ofText(String text) throws IOException {
        String start = text.stripLeading();
        boolean isStructure = start.startsWith("[") || start.startsWith("{");
        Optional<Object> whole = isStructure ? structure(text) : Optional.empty();
        if (whole.isPresent() && whole.get() instanceof Map<?, ?> record) {
            return List.of(JsonResponseReader.object(record));
        }
        if (whole.isPresent()
                && whole.get() instanceof List<?> elements
                && elements.stream().allMatch(Map.class::isInstance)
                && !(elements.isEmpty() && takesBareLists())) {
            return elements.stream().map(JsonResponseReader::object).toList();
        }
        if (whole.isPresent() && takesBareLists()) {
            Map<String, @Nullable Object> record = new LinkedHashMap<>();
            record.put(signature.inputs().getFirst().name(), whole.get());
            return List.of(record);
        }
        if (start.startsWith("[") && !takesBareLists() && !takesBareText()) {
            List<Map<String, @Nullable Object>> records = new ArrayList<>();
            for (Object element : JsonResponseReader.list(record(text))) {
                records.add(requireRecord(element));
            }
            return records;
        }
        return ofLines(text);
    }

    /// The array or object that the whole text represents.
    private static Optional<Object> structure(String text) {
        try {
            return Optional.ofNullable(JsonValues.read(text));
        } catch (ProblemException e) {
            return Optional.empty();
        }
    }

    private List<Map<String, @Nullable Object>> ofLines(String text) throws IOException {
        List<Map<String, @Nullable Object>> records = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.stripLeading().startsWith("{")) {
                records.add(requireRecord(record(line)));
            } else if (!line.isBlank()) {
                Field field = requireOnlyInput(line);
                Map<String, @Nullable Object> record = new LinkedHashMap<>();
                record.put(field.name(), value(field, line));
                records.add(record);
            }
        }
        return records;
    }

    /// The record of the signature's examples.
    ///
    /// @throws ProblemException `usage` if a required input has no example
    public Map<String, @Nullable Object> ofExamples() {
        Map<String, @Nullable Object> record = new LinkedHashMap<>();
        for (Field field : signature.inputs()) {
            if (field.example().isPresent()) {
                record.put(field.name(), field.example().get());
            } else if (field.isRequired()) {
                throw usage(
                        "no value, and the signature has no example for '" + field.name() + "'",
                        "give the inputs as name=value: " + names());
            }
        }
        return record;
    }

    private boolean takesBareLists() {
        return signature.inputs().size() == 1
                && signature.recordShape(signature.inputs().getFirst()).rank() > 0;
    }

    private boolean takesBareText() {
        return signature.inputs().size() == 1 && signature.inputs().getFirst().type().isVariable();
    }

    private Field requireInput(String name) {
        return signature
                .findInput(name)
                .orElseThrow(
                        () ->
                                usage(
                                        "the model has no input '"
                                                + name
                                                + "'"
                                                + NearestName.hint(name, names()),
                                        "name one of " + names()));
    }

    private Field requireOnlyInput(String value) {
        if (signature.inputs().size() == 1) {
            return signature.inputs().getFirst();
        }
        throw usage(
                "'"
                        + SanitizedText.of(value)
                        + "' names no input, and the model has "
                        + signature.inputs().size(),
                "write name=value with one of " + names());
    }

    private List<String> names() {
        return signature.inputs().stream().map(Field::name).toList();
    }

    private @Nullable Object value(Field field, String text) throws IOException {
        if (text.startsWith("@")) {
            return content(field, bytes(Path.of(text.substring(1))));
        }
        boolean single = signature.recordShape(field).rank() == 0;
        if (field.type().isVariable() && (single || !text.stripLeading().startsWith("["))) {
            return text;
        }
        return json(field, text);
    }

    private static byte[] bytes(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw usage("'" + file + "' is a folder (expected: a file)", "name a file in it");
        }
        return Files.readAllBytes(file);
    }

    private @Nullable Object content(Field field, byte[] bytes) {
        if (field.type() == ElementType.BYTES) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        return field.type() == ElementType.STRING && signature.recordShape(field).rank() == 0
                ? text
                : json(field, text);
    }

    private static @Nullable Object json(Field field, String text) {
        try {
            return JsonValues.read(text);
        } catch (ProblemException e) {
            throw usage(
                    "'"
                            + SanitizedText.of(text)
                            + "' is not JSON, which '"
                            + field.name()
                            + "' ("
                            + field.type()
                            + " "
                            + field.shape()
                            + ") needs",
                    "write it like 1.5 or [1, 2, 3]");
        }
    }

    /// Parses the JSON of a record or of an array of records.
    private @Nullable Object record(String text) {
        try {
            return JsonValues.read(text);
        } catch (ProblemException e) {
            throw usage(
                    "standard input: '" + SanitizedText.of(text) + "': " + e.problem().message(),
                    remedy());
        }
    }

    private Map<String, @Nullable Object> requireRecord(@Nullable Object value) {
        if (!(value instanceof Map<?, ?>)) {
            throw usage(
                    "standard input: "
                            + SanitizedText.of(JsonValues.text(value))
                            + " (expected: a JSON object)",
                    remedy());
        }
        return JsonResponseReader.object(value);
    }

    private String remedy() {
        return "send a JSON array of records, or a record on each line, with the inputs " + names();
    }

    private static ProblemException usage(String message, String remedy) {
        return new ProblemException(ProblemCode.USAGE, message, remedy);
    }
}
