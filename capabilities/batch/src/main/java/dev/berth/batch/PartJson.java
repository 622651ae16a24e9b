package dev.berth.batch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// JSON of tasks and results, between the processes of a job.
public final class PartJson {
    private static final JsonFactory JSON = new JsonFactory();

    private PartJson() {}

    public static String write(PartTask task) {
        return write(
                out -> {
                    out.writeNumberField("part", task.part());
                    out.writeStringField("sha256", task.source().sha256());
                    out.writeObjectFieldStart("states");
                    for (Map.Entry<String, String> file : task.source().states().entrySet()) {
                        out.writeStringField(file.getKey(), file.getValue());
                    }
                    out.writeEndObject();
                });
    }

    /// Reads what [#write(PartTask)] wrote.
    public static PartTask task(String json) {
        int part = 0;
        String sha256 = "";
        Map<String, String> states = new LinkedHashMap<>();
        try (JsonParser in = JSON.createParser(json)) {
            in.nextToken();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                in.nextToken();
                switch (name) {
                    case "part" -> part = in.getIntValue();
                    case "sha256" -> sha256 = in.getText();
                    default -> {
                        while (in.nextToken() == JsonToken.FIELD_NAME) {
                            states.put(in.currentName(), in.nextTextValue());
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new PartTask(part, new SourceFingerprint(sha256, states));
    }

    public static String write(PartResult result) {
        return write(
                out -> {
                    out.writeObjectFieldStart("seconds_by_stage");
                    for (Map.Entry<String, Double> stage : result.secondsByStage().entrySet()) {
                        out.writeNumberField(stage.getKey(), stage.getValue());
                    }
                    out.writeEndObject();
                    if (result.problem().isPresent()) {
                        Problem problem = result.problem().get();
                        out.writeStringField("code", problem.code().code());
                        out.writeStringField("message", problem.message());
                        out.writeStringField("remedy", problem.remedy());
                    }
                });
    }

    /// Reads what [#write(PartResult)] wrote.
    public static PartResult result(String json) {
        Map<String, Double> seconds = new LinkedHashMap<>();
        Map<String, String> texts = new LinkedHashMap<>();
        try (JsonParser in = JSON.createParser(json)) {
            in.nextToken();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                if (in.nextToken() != JsonToken.START_OBJECT) {
                    texts.put(name, in.getText());
                    continue;
                }
                while (in.nextToken() == JsonToken.FIELD_NAME) {
                    String stage = in.currentName();
                    in.nextToken();
                    seconds.put(stage, in.getDoubleValue());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String code = texts.get("code");
        Optional<Problem> problem =
                code == null
                        ? Optional.empty()
                        : Optional.of(
                                Problem.of(
                                        code(code),
                                        texts.getOrDefault("message", ""),
                                        texts.getOrDefault("remedy", "")));
        return new PartResult(seconds, problem);
    }

    private static ProblemCode code(String text) {
        return Arrays.stream(ProblemCode.values())
                .filter(each -> each.code().equals(text))
                .findFirst()
                .orElse(ProblemCode.INTERNAL_ERROR);
    }

    @FunctionalInterface
    private interface Fields {
        void write(JsonGenerator out) throws IOException;
    }

    private static String write(Fields fields) {
        var text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            fields.write(out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
