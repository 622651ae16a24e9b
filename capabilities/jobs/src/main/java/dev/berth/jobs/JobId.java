package dev.berth.jobs;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import java.util.regex.Pattern;

/// The name of a job, which the server makes.
public record JobId(String value) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f-]{36}");

    public JobId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("job '" + value + "' (expected: a UUID)");
        }
    }

    /// The name that a caller gives.
    ///
    /// @throws ProblemException `job-not-found` if no job has such a name
    public static JobId of(String text) {
        if (!FORM.matcher(text).matches()) {
            throw notFound(text);
        }
        return new JobId(text);
    }

    /// The problem that there is no such job, or that it is another consumer's.
    public static ProblemException notFound(String text) {
        return new ProblemException(
                ProblemCode.JOB_NOT_FOUND,
                "no job '" + SanitizedText.of(text) + "' of this consumer",
                "name one that GET /v1/jobs lists");
    }

    @Override
    public String toString() {
        return value;
    }
}
