package dev.berth.cards.render;

import dev.berth.cards.document.DocumentSubject;
import dev.berth.cards.document.MeasuredNumber;
import dev.berth.cards.document.NumberSource;
import dev.berth.cards.document.SystemDocument;
import dev.berth.catalog.artifact.Digests;
import dev.berth.core.ProblemException;
import dev.berth.protocol.json.JsonValues;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// The record for programs within a written document: what it is about, its numbers in full
/// precision or their digest, their origins, and the digest of the text around it.
///
/// In Markdown it is a comment, on a page an element `script` of the type `application/json`.
final class DocumentRecord {
    /// The version of the form. It grows when readers of an earlier one would misunderstand it.
    static final long FORMAT = 1;

    static final String COMMENT_START = "<!-- berth-document\n";
    static final String COMMENT_END = "\n-->\n";
    static final String ELEMENT_START =
            "<script type=\"application/json\" id=\"berth-document\">\n";
    static final String ELEMENT_END = "\n</script>\n";

    private DocumentRecord() {}

    /// The values of a record.
    ///
    /// Markdown is read by people in full and has the digest of the numbers alone; the page and
    /// JSON have the numbers.
    ///
    /// @param text the document's, without the record
    static Map<String, @Nullable Object> plain(
            SystemDocument document, String text, DocumentForm form) {
        Map<String, @Nullable Object> plain = head(document);
        plain.put("textSha256", digest(text));
        plain.put("sources", sources(document));
        if (form == DocumentForm.MARKDOWN) {
            plain.put("numbersSha256", digest(JsonValues.text(numbers(document))));
        } else {
            plain.put("numbers", numbers(document));
        }
        return plain;
    }

    /// What each form begins with.
    static Map<String, @Nullable Object> head(SystemDocument document) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("format", FORMAT);
        plain.put("document", document.kind().id());
        plain.put("name", document.name());
        plain.put("subject", subject(document.subject()));
        return plain;
    }

    private static Map<String, @Nullable Object> subject(DocumentSubject subject) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("kind", subject.kind().word());
        plain.put("name", subject.name());
        if (!subject.version().isEmpty()) {
            plain.put("version", subject.version());
        }
        return plain;
    }

    static List<Map<String, @Nullable Object>> sources(SystemDocument document) {
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        for (NumberSource source : document.sources()) {
            Map<String, @Nullable Object> plain = new LinkedHashMap<>();
            plain.put("id", source.id());
            if (!source.file().isEmpty()) {
                plain.put("file", source.file());
            }
            source.facts()
                    .forEach(
                            fact ->
                                    plain.put(
                                            fact.key(),
                                            fact.value().isEmpty() ? null : fact.value()));
            all.add(plain);
        }
        return all;
    }

    static List<Map<String, @Nullable Object>> numbers(SystemDocument document) {
        return document.numbers().stream().map(DocumentRecord::number).toList();
    }

    static Map<String, @Nullable Object> number(MeasuredNumber number) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("id", number.id());
        plain.put("label", number.label());
        plain.put("value", number.value());
        put(plain, "low", number.low());
        put(plain, "high", number.high());
        if (!number.unit().isEmpty()) {
            plain.put("unit", number.unit());
        }
        plain.put("source", number.source());
        return plain;
    }

    private static void put(Map<String, @Nullable Object> plain, String key, OptionalDouble value) {
        if (value.isPresent()) {
            plain.put(key, value.getAsDouble());
        }
    }

    /// The record as text in which nothing ends a comment or an element: one number on each line.
    static String text(Map<String, @Nullable Object> plain) {
        var text = new StringBuilder("{");
        String separator = "\n";
        for (Map.Entry<String, @Nullable Object> entry : plain.entrySet()) {
            text.append(separator).append(JsonValues.text(entry.getKey())).append(": ");
            separator = ",\n";
            if (entry.getValue() instanceof List<?> list && !list.isEmpty()) {
                text.append("[\n  ");
                text.append(String.join(",\n  ", list.stream().map(JsonValues::text).toList()));
                text.append("\n]");
            } else {
                text.append(JsonValues.text(entry.getValue()));
            }
        }
        return text.append("\n}")
                .toString()
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("--", "-\\u002d");
    }

    /// Divides a written document; empty if it has no record that can be read.
    static Optional<WrittenDocument> divide(String written, String start, String end) {
        int from = written.lastIndexOf(start);
        int to = from < 0 ? -1 : written.indexOf(end, from);
        if (to < 0) {
            return Optional.empty();
        }
        String text = written.substring(0, from) + written.substring(to + end.length());
        try {
            return JsonValues.read(written.substring(from + start.length(), to))
                            instanceof Map<?, ?> record
                    ? Optional.of(new WrittenDocument(text, record))
                    : Optional.empty();
        } catch (ProblemException e) {
            return Optional.empty();
        }
    }

    /// SHA-256 in hex of a text in UTF-8.
    static String digest(String text) {
        MessageDigest digest = Digests.start();
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        return Digests.finish(digest).hex();
    }
}
