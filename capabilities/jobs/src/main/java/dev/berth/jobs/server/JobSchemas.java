package dev.berth.jobs.server;

import static dev.berth.protocol.openapi.OpenApiSchema.array;
import static dev.berth.protocol.openapi.OpenApiSchema.object;
import static dev.berth.protocol.openapi.OpenApiSchema.properties;
import static dev.berth.protocol.openapi.OpenApiSchema.reference;
import static dev.berth.protocol.openapi.OpenApiSchema.type;

import dev.berth.jobs.JobOptions;
import dev.berth.jobs.JobState;
import dev.berth.protocol.openapi.OpenApiSchema;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Schemas of jobs in the OpenAPI document.
final class JobSchemas {
    static final String SUBMISSION = "JobSubmission";
    static final String JOB = "Job";
    static final String JOBS = "Jobs";

    private JobSchemas() {}

    static List<OpenApiSchema> all() {
        return List.of(submission(), options(), job(), jobs());
    }

    private static OpenApiSchema submission() {
        return object(
                        SUBMISSION,
                        List.of("records"),
                        properties(
                                "records",
                                array(type("object")),
                                "options",
                                reference("JobOptions")))
                .closed();
    }

    private static OpenApiSchema options() {
        return object(
                        "JobOptions",
                        List.of(),
                        properties(
                                "timeout",
                                Map.of("type", "string", "pattern", "^[0-9]{1,9}(ms|s|m|h|d)$"),
                                "retries",
                                integer(0, JobOptions.RETRIES_MAX),
                                "block",
                                integer(1, JobOptions.BLOCK_RECORDS_MAX),
                                "version",
                                type("string"),
                                "webhook",
                                Map.of("type", "string", "format", "uri")))
                .closed();
    }

    private static Map<String, Object> integer(int min, int max) {
        return Map.of("type", "integer", "minimum", min, "maximum", max);
    }

    private static OpenApiSchema job() {
        Map<String, Object> time = Map.of("type", "string", "format", "date-time");
        return object(
                JOB,
                List.of("id", "state", "records", "done", "failed", "submitted"),
                properties(
                        "id",
                        type("string"),
                        "state",
                        Map.of(
                                "type",
                                "string",
                                "enum",
                                Arrays.stream(JobState.values()).map(JobState::label).toList()),
                        "model",
                        type("string"),
                        "endpoint",
                        type("string"),
                        "versions",
                        array(type("string")),
                        "records",
                        type("integer"),
                        "done",
                        type("integer"),
                        "failed",
                        type("integer"),
                        "attempts",
                        type("integer"),
                        "submitted",
                        time,
                        "started",
                        time,
                        "finished",
                        time,
                        "expires",
                        time,
                        "problem",
                        reference("Problem"),
                        "webhook",
                        Map.of("type", "string", "enum", List.of("waiting", "delivered", "failed")),
                        "result",
                        type("string")));
    }

    private static OpenApiSchema jobs() {
        return object(JOBS, List.of("jobs"), properties("jobs", array(reference(JOB))));
    }
}
