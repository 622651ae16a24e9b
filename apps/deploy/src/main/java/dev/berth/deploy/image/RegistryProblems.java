package dev.berth.deploy.image;

import com.google.cloud.tools.jib.api.InsecureRegistryException;
import com.google.cloud.tools.jib.api.RegistryAuthenticationFailedException;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.RegistryUnauthorizedException;
import com.google.cloud.tools.jib.registry.RegistryCredentialsNotSentException;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;

/// What goes wrong while an image is built, pulled or pushed, as problems.
final class RegistryProblems {
    private RegistryProblems() {}

    static ProblemException of(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable each = failure; each != null && chain.size() < 10; each = each.getCause()) {
            chain.add(each);
        }
        for (Throwable each : chain) {
            switch (each) {
                case ProblemException problem -> {
                    return problem;
                }
                case RegistryUnauthorizedException e -> {
                    return denied(e.getImageReference(), failure);
                }
                case RegistryAuthenticationFailedException e -> {
                    return denied(reason(e), failure);
                }
                case RegistryCredentialsNotSentException e -> {
                    return new ProblemException(
                            Problem.of(
                                    ProblemCode.REGISTRY_DENIED,
                                    "the registry asks for credentials, which are not sent without"
                                            + " TLS: "
                                            + reason(e),
                                    "have the registry speak TLS"),
                            failure);
                }
                case InsecureRegistryException e -> {
                    return insecure(reason(e), failure);
                }
                case FileSystemException e -> {
                    return new ProblemException(
                            Problem.of(
                                    ProblemCode.IMAGE_BUILD_FAILED,
                                    "reading or writing failed: " + reason(e),
                                    "look at permissions and free space"),
                            failure);
                }
                default -> {}
            }
        }
        boolean isDisk = chain.stream().anyMatch(each -> reason(each).contains("No space left"));
        if (isDisk) {
            return new ProblemException(
                    Problem.of(
                            ProblemCode.IMAGE_BUILD_FAILED,
                            "no room is left: " + reason(chain.getLast()),
                            "free some, or set -Djava.io.tmpdir to another disk in BERTH_JAVA_OPTS"),
                    failure);
        }
        return new ProblemException(
                Problem.of(
                        ProblemCode.REGISTRY_UNAVAILABLE,
                        (failure instanceof RegistryException
                                        ? "the registry failed: "
                                        : "the registry cannot be reached, or broke off: ")
                                + reason(failure),
                        "check its address and the network, and run the command again: what was"
                                + " pushed is not pushed twice"),
                failure);
    }

    static ProblemException insecure(String registry, Throwable failure) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.REGISTRY_UNAVAILABLE,
                        "the registry answers without TLS, or its certificate is of an unknown"
                                + " authority: "
                                + registry,
                        "correct its address, or allow that with --insecure-registry"),
                failure);
    }

    private static ProblemException denied(String what, Throwable failure) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.REGISTRY_DENIED,
                        "the registry refuses access: " + what,
                        "log in with `podman login` or `docker login`, as a user who may do this"),
                failure);
    }

    private static String reason(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
