package dev.berth.batch.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// What a run did.
///
/// @param subject that predicted, with its version
/// @param records that were read, written or set aside, each exactly once
/// @param deletions of them: records without a value, which are passed on
/// @param problems how many were set aside by the code of the problem
/// @param isComplete whether the run reached the end of the source, and was not stopped before
public record TopicReport(
        String subject,
        String modelSha256,
        TopicJob job,
        long records,
        long deletions,
        Map<String, Long> problems,
        double seconds,
        boolean isComplete) {
    private static final JsonFactory JSON = new JsonFactory();

    public TopicReport {
        problems = Collections.unmodifiableMap(new TreeMap<>(problems));
    }

    /// Records that were set aside.
    public long setAside() {
        return problems.values().stream().mapToLong(Long::longValue).sum();
    }

    /// The report as JSON in a line.
    public String json() {
        var text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            out.writeStringField("subject", subject);
            out.writeStringField("model_sha256", modelSha256);
            out.writeStringField("source", job.from().toString());
            out.writeStringField("destination", job.to().toString());
            out.writeStringField("set_aside_topic", job.setAside());
            out.writeStringField("group", job.group());
            out.writeNumberField("records", records);
            out.writeNumberField("deletions", deletions);
            out.writeNumberField("set_aside", setAside());
            out.writeObjectFieldStart("problems");
            for (Map.Entry<String, Long> problem : problems.entrySet()) {
                out.writeNumberField(problem.getKey(), problem.getValue());
            }
            out.writeEndObject();
            out.writeNumberField("seconds", seconds);
            out.writeBooleanField("complete", isComplete);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text + "\n";
    }
}
