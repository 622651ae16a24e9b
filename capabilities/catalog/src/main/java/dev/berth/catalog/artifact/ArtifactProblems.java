package dev.berth.catalog.artifact;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.Sha256;
import org.jspecify.annotations.Nullable;

/// The problems that an artifact can have.
final class ArtifactProblems {
    private ArtifactProblems() {}

    static ProblemException unavailable(
            String source, String why, String remedy, @Nullable Throwable cause) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.ARTIFACT_UNAVAILABLE,
                        "the artifact " + source + " cannot be had: " + why,
                        remedy),
                cause);
    }

    static ProblemException hostile(String source, String why, @Nullable Throwable cause) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.ARTIFACT_UNSAFE,
                        "the archive of " + source + " is refused: " + why,
                        "fetch the archive anew from a source that you trust"),
                cause);
    }

    static ProblemException checksum(String source, Sha256 found, Sha256 expected, String remedy) {
        return new ProblemException(
                ProblemCode.ARTIFACT_CHECKSUM_MISMATCH,
                "the artifact "
                        + source
                        + " has the SHA-256 "
                        + found
                        + " (expected: "
                        + expected
                        + ")",
                remedy);
    }

    /// The message of an exception that has none is its class.
    static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message.strip();
    }
}
